import Logging

/// What is logged, and how.
struct LogOptions: Sendable, Hashable {
    /// The forms of a log line.
    enum Format: String, Sendable, Hashable, CaseIterable {
        /// For people.
        case text
        /// One JSON object a line.
        case json
    }

    /// Least level.
    var level: Logger.Level
    /// Form of a line.
    var format: Format
}

extension LogOptions {
    /// `LOG_…`.
    init(reading reader: inout ConfigurationReader) {
        level = reader.read(ConfigurationKeys.logLevel, .info)
        format = reader.read(ConfigurationKeys.logFormat, .text)
    }
}
