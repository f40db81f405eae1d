public import ArgumentParser
import CallAPI
public import CallControl
import CallSignaling
import CallStorage
import Logging
import Mongo

/// `faithflow-calls webhooks`: where churches are told of their calls.
struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks", abstract: "List, make and delete the webhooks of a church; see and send again what they did not take.",
        discussion: """
            A webhook is an address that is told of a church's calls by HTTP. Administrators of the church manage them by /api/webhooks; this does the same \
            for operators. Instances take note within seconds.
            """,
        subcommands: [
            ListWebhooksCommand.self, CreateWebhookCommand.self, DeleteWebhookCommand.self, DeadLettersCommand.self, ReplayCommand.self,
        ])
}

/// Whose webhooks.
struct ChurchOptions: ParsableArguments {
    @Option(help: "The church's id.")
    var church: ChurchID
}

extension WebhookID: ExpressibleByArgument {
    /// An id from the command line.
    public init?(argument: String) { self.init(validating: argument) }
}

extension ConfigurationOptions {
    /// Hands `body` what makes and keeps webhooks by the settings, and closes it afterwards. Throws where there is none.
    func withWebhooks(_ body: (WebhookDesk, any WebhookStore) async throws -> Void) async throws {
        var reader = self.reader
        let (store, webhooks) = (StoreOptions(reading: &reader), WebhookOptions(reading: &reader))
        try reader.check()
        guard store.kind == .mongo, let url = store.url else {
            throw ValidationError("webhooks are kept in MongoDB; with STORE=memory there are none")
        }
        guard let webhooks else { throw ValidationError("webhooks are off: WEBHOOK_SECRET_KEYS is not set") }
        let logger = Logger(label: "webhooks", factory: { _ in SwiftLogNoOpLogHandler() })
        let client = try MongoClient(MongoConfiguration(uri: url.text), logger: logger)
        do {
            let database = client.database(store.database)
            let endpoints = MongoWebhookStore(database: database)
            let desk = WebhookDesk(
                webhooks, store: endpoints, letters: MongoDeadLetterStore(database: database), queue: MongoErrandQueue(database: database),
                within: WebhookSender.limit)
            if let desk { try await body(desk, endpoints) }
            await client.close()
        } catch {
            await client.close()
            throw error
        }
    }
}
