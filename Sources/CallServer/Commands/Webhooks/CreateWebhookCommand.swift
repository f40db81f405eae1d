public import ArgumentParser
import CallAPI
public import CallControl
import Foundation

/// `faithflow-calls webhooks create`: makes a webhook and prints its secret, this once. The secret alone goes to standard output.
struct CreateWebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a webhook. Its signing secret is printed once, and cannot be had again.")

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var churchOptions: ChurchOptions

    @Option(help: "The address, such as https://hooks.example.org/calls.")
    var url: String

    @Option(
        help:
            "What it is told of; may be given several times: \(WebhookEventType.wanted.map(\.rawValue).joined(separator: ", ")). Default: all."
    )
    var event: [WebhookEventType] = []

    func run() async throws {
        let events = event.isEmpty ? nil : Set(event)
        guard events?.contains(.test) != true else { throw ValidationError("\(WebhookEventType.test.rawValue) cannot be asked for") }
        try await options.withWebhooks { desk, store in
            try await store.prepare()
            do {
                let made = try await desk.create(url, events: events, in: churchOptions.church, at: Date())
                try StandardStream.error.write("made: \(made.endpoint.line)\nThis is the signing secret; it is not shown again:\n")
                print(made.secret.revealed)
            } catch let flaw as WebhookAddress.Flaw {
                throw ValidationError("--url must be \(flaw)")
            } catch is WebhookLimitReached {
                throw ValidationError("the church has \(WebhookEndpoint.churchLimit) webhooks, and can have no more")
            }
        }
    }
}

extension WebhookEventType: ExpressibleByArgument {}
