import ArgumentParser
import CallStorage
import Logging
import Mongo
import TokenVerification

/// `faithflow-calls keys`: the API keys of back ends.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make, list, revoke and export API keys for back ends.",
        discussion: """
            With an API key a back end acts for members of the churches it is good for. Instances take note within REVOCATION_POLL_SECONDS. Keys are kept, \
            as hashes, in the collection api_keys of MONGO_URL.
            """,
        subcommands: [CreateKeyCommand.self, ListKeysCommand.self, RevokeKeyCommand.self, ExportKeysCommand.self])
}

extension ConfigurationOptions {
    /// Hands `body` the store of API keys that the settings name, and closes it afterwards. Throws where there is none.
    func withAPIKeyStore(_ body: (any APIKeyStore) async throws -> Void) async throws {
        var reader = self.reader
        let options = StoreOptions(reading: &reader)
        try reader.check()
        guard options.kind == .mongo, let url = options.url else {
            throw ValidationError("API keys are kept in MongoDB; with STORE=memory there are none")
        }
        let logger = Logger(label: "keys", factory: { _ in SwiftLogNoOpLogHandler() })
        let client = try MongoClient(MongoConfiguration(uri: url.text), logger: logger)
        do {
            try await body(MongoAPIKeyStore(database: client.database(options.database)))
            await client.close()
        } catch {
            await client.close()
            throw error
        }
    }
}
