import Foundation
import Synchronization
import TestSupport

/// Every signal the scenarios received, one JSON line each, in the file `FAITHFLOW_SIGNAL_LOG` names: checked against the schemas afterwards.
enum SignalLog {
    private static let file: Mutex<FileHandle?> = {
        guard let path = ProcessInfo.processInfo.environment["FAITHFLOW_SIGNAL_LOG"] else { return Mutex(nil) }
        if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        let handle = FileHandle(forWritingAtPath: path)
        handle?.seekToEndOfFile()
        return Mutex(handle)
    }()

    static func append(line: String, _ message: ReceivedMessage) {
        SuiteOutput.note(line, in: "received")
        guard message.type != "probe", let payload = line.split(separator: "\t", maxSplits: 7).last else { return }
        file.withLock { $0?.write(Data("\(payload)\n".utf8)) }
    }
}
