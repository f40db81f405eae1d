import ArgumentParser
import CallAPI
import CallControl
import Foundation

/// `faithflow-calls webhooks dead`: what a webhook did not take.
struct DeadLettersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "List the messages that a webhook did not take, the oldest first.")

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var churchOptions: ChurchOptions

    @Argument(help: "The webhook's id, wh_ and 32 digits.")
    var id: WebhookID

    func run() async throws {
        try await options.withWebhooks { desk, _ in
            let found = try await desk.deadLetters(of: id, in: churchOptions.church)
            for letter in found.letters {
                print(
                    "\(letter.id); \(letter.reason.printable); \(letter.attempts) attempts; given up \(letter.diedAt.formatted(.iso8601))")
            }
            if found.total > found.letters.count { try StandardStream.error.write("and \(found.total - found.letters.count) more\n") }
        }
    }
}
