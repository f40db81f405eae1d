import ArgumentParser
import CallAPI
import CallControl
import Foundation

/// `faithflow-calls webhooks list`: a church's webhooks, without secrets, and how much they did not take.
struct ListWebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the webhooks of a church.")

    /// How far messages that wait are counted.
    private static let limit = 100_000

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var churchOptions: ChurchOptions

    func run() async throws {
        try await options.withWebhooks { desk, store in
            for endpoint in try await store.endpoints(in: churchOptions.church) {
                let dead = try await desk.deadLetters(of: endpoint.id, in: endpoint.churchID, limit: 1).total
                print(endpoint.line + (dead > 0 ? "; \(dead) messages not taken" : ""))
            }
            let waiting = try await desk.waiting(limit: Self.limit)
            try StandardStream.error.write(
                "of all churches, calls with messages that wait: \(waiting < Self.limit ? "" : "at least ")\(waiting)\n")
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
