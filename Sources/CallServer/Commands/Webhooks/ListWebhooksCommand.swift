import ArgumentParser
import CallControl
import Foundation

/// `faithflow-calls webhooks list`: a church's webhooks, without secrets.
struct ListWebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the webhooks of a church.")

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var churchOptions: ChurchOptions

    func run() async throws {
        try await options.withWebhooks { _, store in
            for endpoint in try await store.endpoints(in: churchOptions.church) { print(endpoint.line) }
        }
    }
}

extension WebhookEndpoint {
    /// For people.
    var line: String {
        let facts = [
            "\(id)", url.printable, events.map { $0.map(\.rawValue).sorted().joined(separator: " ") } ?? "all events",
            shutdown.map { "off (\($0.rawValue))" } ?? "on", "made \(createdAt.formatted(.iso8601))",
        ]
        return facts.joined(separator: "; ")
    }
}
