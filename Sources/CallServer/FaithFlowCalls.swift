import ArgumentParser

/// The executable.
@main
struct FaithFlowCalls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faithflow-calls",
        abstract: "Call signaling for FaithFlow: REST in, MQTT out, the log in MongoDB.",
        discussion: "Settings come from the environment and, where one is named, a JSON file; `faithflow-calls configuration` lists them.",
        version: ServiceVersion.current,
        subcommands: [
            ServeCommand.self, CheckCommand.self, TailCommand.self, TokenCommand.self, RevokeCommand.self, KeysCommand.self,
            WebhooksCommand.self,
            BenchCommand.self,
            VersionCommand.self,
            ConfigurationCommand.self,
        ])
}
