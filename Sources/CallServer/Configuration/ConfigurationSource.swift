import Foundation

/// Where a configuration came from, so that it can be read again: a file, and the environment that goes before it.
struct ConfigurationSource: Sendable {
    /// The file.
    let path: String
    /// The configuration that a content of the file makes. Throws all that is wrong at once.
    let read: @Sendable (Data) throws(ConfigurationFailure) -> ServerConfiguration

    /// The file at `path`, and the environment as it was at the start.
    init(path: String, environment: [String: String]) {
        self.path = path
        read = { data throws(ConfigurationFailure) in
            var reader = ConfigurationReader(environment: environment, file: ConfigurationFile(path: path, data: data))
            return try ServerConfiguration(reading: &reader)
        }
    }
}
