public import BSON

/// A database of the server: a name, and the client to reach it.
public struct MongoDatabase: Sendable {
    /// The database's name.
    public let name: String
    let client: MongoClient

    /// A collection by name; it need not exist. Its writes are confirmed by a majority and journaled unless `writeConcern` says otherwise.
    public func collection(_ name: String, writeConcern: WriteConcern = .majority) -> MongoCollection {
        MongoCollection(namespace: MongoNamespace(database: self.name, collection: name), writeConcern: writeConcern, client: client)
    }

    /// Runs one command on the primary and returns its whole answer. Not retried.
    ///
    /// - Throws: `server` or `duplicateKey` when the command failed as a whole, `writeConcern` when it was not confirmed. Errors of
    ///   single statements of `insert`, `update` and `delete` are in the answer (`writeErrors`), as the server gave them.
    @discardableResult
    public func runCommand(_ command: BSONDocument, on lane: Lane = .read) async throws(MongoError) -> BSONDocument {
        let kind: JobKind = MongoConnection.mayWrite(command) ? .write : .read
        return try await client.run(on: lane, kind) { [name] connection throws(MongoError) in
            try connection.runCommand(command, database: name)
        }
    }

    /// Asks the server for a sign of life.
    public func ping() async throws(MongoError) {
        try await client.read { [name] connection throws(MongoError) in
            _ = try connection.runCommand(["ping": 1], database: name)
        }
    }

    /// Removes the database with all its collections. Succeeds when there is none.
    public func drop() async throws(MongoError) {
        try await runCommand(["dropDatabase": 1, "writeConcern": .document(WriteConcern.majority.document)], on: .write)
    }

    /// The names of all collections and views, in no order.
    public func listCollectionNames() async throws(MongoError) -> [String] {
        try await client.read { [name] connection throws(MongoError) in try connection.listCollectionNames(database: name) }
    }
}
