import BSON

/// A collection of a database: a name, a write concern, and the client to reach it.
///
/// Reads run on the reader threads and writes on the writer threads, each in one piece of work. Reads are tried once more when
/// their connection failed; writes never are, see `MongoError.isUnknownWriteOutcome`.
public struct MongoCollection: Sendable {
    /// The database's and the collection's name.
    public let namespace: MongoNamespace
    /// When the server confirms this collection's writes.
    public let writeConcern: WriteConcern
    let client: MongoClient

    /// The same collection with another write concern.
    public func with(_ writeConcern: WriteConcern) -> MongoCollection {
        MongoCollection(namespace: namespace, writeConcern: writeConcern, client: client)
    }

    /// Removes the collection with its indexes. Succeeds when there is none.
    public func drop() async throws(MongoError) {
        do {
            try await runCommand(["drop": .string(namespace.collection), "writeConcern": .document(writeConcern.document)], on: .write)
        } catch {
            guard error.kind == .server(code: Self.namespaceNotFound) else { throw error }
        }
    }

    static let namespaceNotFound: Int32 = 26

    @discardableResult
    func runCommand(_ command: BSONDocument, on lane: Lane) async throws(MongoError) -> BSONDocument {
        try namespace.check()
        return try await MongoDatabase(name: namespace.database, client: client).runCommand(command, on: lane)
    }

    func write<R: Sendable>(
        _ body: @escaping @Sendable (borrowing MongoConnection) throws(MongoError) -> R
    ) async throws(MongoError) -> R {
        try await client.run(on: .write, .write, body)
    }
}
