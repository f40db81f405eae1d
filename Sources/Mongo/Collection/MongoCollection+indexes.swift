public import BSON

extension MongoCollection {
    /// Creates indexes, and the collection when there is none. Those that exist already with the same options are left alone.
    ///
    /// On a large collection this outlasts the timeouts: the server goes on building, and the same call succeeds once it is done.
    ///
    /// - Throws: `server` (85, 86) when an index of that name or those keys exists with other options, `duplicateKey` when the documents
    ///   break a unique index.
    public func createIndexes(_ indexes: [IndexModel]) async throws(MongoError) {
        guard !indexes.isEmpty else { return }
        try await runCommand(
            [
                "createIndexes": .string(namespace.collection), "indexes": .array(indexes.map { .document($0.document) }),
                "writeConcern": .document(writeConcern.document),
            ],
            on: .write)
    }

    /// The indexes as the server describes them (`key`, `name`, `unique`, …); none when the collection does not exist.
    public func listIndexes() async throws(MongoError) -> [BSONDocument] {
        try await client.read { [namespace] connection throws(MongoError) in try connection.listIndexes(of: namespace) }
    }

    /// Removes an index by name. Succeeds when there is none.
    public func dropIndex(_ name: String) async throws(MongoError) {
        do {
            try await runCommand(
                [
                    "dropIndexes": .string(namespace.collection), "index": .string(name),
                    "writeConcern": .document(writeConcern.document),
                ],
                on: .write)
        } catch {
            guard let code = error.serverCode, [Self.indexNotFound, Self.namespaceNotFound].contains(code) else { throw error }
        }
    }

    private static let indexNotFound: Int32 = 27
}
