import CallSignaling
import Foundation
import Logging

/// Writes each log message as one JSON object a line: `time`, `level`, `logger`, `message`, and the metadata.
struct JSONLogHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let write: @Sendable (String) -> Void

    /// A handler that hands its lines, without line ends, to `write`.
    init(label: String, write: @escaping @Sendable (String) -> Void) {
        self.label = label
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    func log(event: LogEvent) { write(line(for: event, at: Date())) }

    /// The line of a message. What the message says of itself goes before what the handler and its provider know.
    func line(for event: LogEvent, at date: Date) -> String {
        let metadata = (metadataProvider?.get() ?? [:]).merging(metadata) { $1 }.merging(event.metadata ?? [:]) { $1 }
        var object = metadata.mapValues(\.json)
        object["time"] = .string(Timestamp(date).text)
        object["level"] = .string(event.level.rawValue)
        object["logger"] = .string(label)
        object["message"] = .string(event.message.description)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(JSONValue.object(object)) else {  // texts always encode; a log must not throw
            return event.message.description
        }
        return String(decoding: data, as: UTF8.self)
    }
}

extension Logger.MetadataValue {
    fileprivate var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .stringConvertible(let value): .string(value.description)
        case .array(let items): .array(items.map(\.json))
        case .dictionary(let items): .object(items.mapValues(\.json))
        }
    }
}
