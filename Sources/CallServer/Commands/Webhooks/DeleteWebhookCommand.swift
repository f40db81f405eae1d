import ArgumentParser
import CallAPI
import CallControl

/// `faithflow-calls webhooks delete`: nothing more is sent there.
struct DeleteWebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a webhook, with what was still to be sent to it.")

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var churchOptions: ChurchOptions

    @Argument(help: "The webhook's id, wh_ and 32 digits.")
    var id: WebhookID

    func run() async throws {
        try await options.withWebhooks { desk, _ in
            guard try await desk.remove(id, in: churchOptions.church) else {
                throw ValidationError("the church has no webhook of this id")
            }
            print("deleted: \(id)")
        }
    }
}
