import Foundation
import Logging

extension LogOptions {
    /// Makes all loggers of this process write to standard error in this form. Once a process.
    func bootstrap() {
        let (level, format) = (level, format)
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler
            switch format {
            case .text: handler = StreamLogHandler.standardError(label: label)
            case .json: handler = JSONLogHandler(label: label) { StandardStream.error.print($0) }
            }
            handler.logLevel = level
            return handler
        }
    }
}
