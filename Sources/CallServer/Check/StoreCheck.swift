import BSON
import Foundation
import Logging
import Mongo

/// Whether MongoDB answers, and confirms writes by a majority.
struct StoreCheck {
    /// Where the trial document is written and removed again.
    static let collection = "calls_check"

    let options: StoreOptions
    let logger: Logger

    /// Asks the database; with `STORE=memory` there is nothing to ask.
    func run() async -> CheckResult {
        guard options.kind == .mongo, let url = options.url else {
            return .warning("database", "STORE=memory: calls are forgotten at the end", remedy: "set STORE to mongo and MONGO_URL")
        }
        let configuration = MongoConfiguration(uri: url.text)
        do {
            let client = try MongoClient(configuration, logger: logger)
            do {
                let result = try await ask(client.database(options.database), at: configuration.description)
                await client.close()
                return result
            } catch {
                await client.close()
                throw error
            }
        } catch let error as MongoError {
            return .failed("database", "\(configuration): \(error.message)", remedy: error.remedy(database: options.database))
        } catch {
            return .failed("database", "\(configuration): \(type(of: error))", remedy: nil)
        }
    }

    private func ask(_ database: MongoDatabase, at address: String) async throws(MongoError) -> CheckResult {
        try await database.ping()
        let id = BSONValue.string(UUID().uuidString)
        let trial = database.collection(Self.collection)
        try await trial.insert([["_id": id]])
        try await trial.deleteOne(["_id": id])
        guard try await database.collection("members").findOne([:], options: FindOptions(projection: ["_id": 1])) != nil else {
            return .warning(
                "database", "\(address) writes, but \(options.database).members is empty: nobody can be called",
                remedy: "is DB_NAME the main backend's database?")
        }
        return .ok("database", "\(address), database \(options.database): writes are confirmed by a majority")
    }
}

extension MongoError {
    /// What usually helps.
    func remedy(database: String) -> String? {
        switch kind {
        case .network, .timeout, .serverSelection: "is MongoDB running, and are host and port of MONGO_URL right and reachable from here?"
        case .authentication: "check user, password and authSource of MONGO_URL"
        case .server(code: 13): "grant MONGO_URL's user the role readWrite on \(database)"
        case .writeConcern: "a majority of the replica set's members must be up"
        case .invalidArgument: "MONGO_URL must be mongodb://[user:password@]host[:port][,…]/[?options]"
        case .server, .duplicateKey, .cancelled, .queueFull, .closed, .malformedReply: nil
        }
    }
}
