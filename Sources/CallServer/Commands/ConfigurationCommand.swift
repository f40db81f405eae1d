import ArgumentParser

/// `faithflow-calls configuration`: what can be set. Hidden, as its main reader is the documentation.
struct ConfigurationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "configuration", abstract: "List all settings.", shouldDisplay: false)

    @Flag(help: "Print the table of docs/configuration.md.")
    var markdown = false

    func run() { print(markdown ? ConfigurationKeys.markdown : ConfigurationKeys.plainText, terminator: "") }
}
