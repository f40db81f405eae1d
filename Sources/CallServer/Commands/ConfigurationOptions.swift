import ArgumentParser
import Foundation

/// The option that names a configuration file, common to all commands that read settings.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "JSON file of settings; the environment goes before it. Default: \(ServerConfiguration.fileVariable).")
    var file: String?

    /// A reader of the environment and the file.
    var reader: ConfigurationReader { ConfigurationReader(file: file, environment: ProcessInfo.processInfo.environment) }

    /// All settings.
    func load() throws(ConfigurationFailure) -> ServerConfiguration { try ServerConfiguration.load(file: file) }
}
