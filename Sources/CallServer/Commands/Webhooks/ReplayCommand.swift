import ArgumentParser
import CallAPI
import CallControl
import Foundation

/// `faithflow-calls webhooks replay`: what a webhook did not take is sent again.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Have messages that a webhook did not take sent again, by the instances that run.")

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var churchOptions: ChurchOptions

    @Option(help: "A message's id; may be given several times. Default: all, the oldest 1,000 at once.")
    var message: [String] = []

    @Argument(help: "The webhook's id, wh_ and 32 digits.")
    var id: WebhookID

    func run() async throws {
        try await options.withWebhooks { desk, store in
            guard let endpoint = try await store.endpoint(id, in: churchOptions.church) else {
                throw ValidationError("the church has no webhook of this id")
            }
            guard endpoint.shutdown == nil else { throw ValidationError("the webhook is off; switch it on first") }
            let done = try await desk.replay(message.isEmpty ? nil : message, of: id, in: churchOptions.church, at: Date())
            print("to be sent again: \(done.replayed); remaining: \(done.remaining)")
        }
    }
}
