public import BSON

extension MongoCollection {
    /// Inserts documents; the server gives an `_id` to those that have none. Each is atomic, all together are not.
    ///
    /// - Throws: the first document's error, such as `duplicateKey` (its `statement` is the document's position). Unordered, all other
    ///   documents are inserted nevertheless; ordered, those before it.
    public func insert(_ documents: [BSONDocument], isOrdered: Bool = true) async throws(MongoError) {
        try await bulkWrite(documents.map(BulkOperation.insert), isOrdered: isOrdered).check()
    }

    /// Changes the first document that matches, atomically.
    @discardableResult
    public func updateOne(_ filter: BSONDocument, _ update: MongoUpdate, upsert: Bool = false) async throws(MongoError) -> UpdateResult {
        try await apply(.updateOne(filter: filter, update: update, upsert: upsert))
    }

    /// Changes all documents that match, each atomically.
    @discardableResult
    public func updateMany(_ filter: BSONDocument, _ update: MongoUpdate, upsert: Bool = false) async throws(MongoError) -> UpdateResult {
        try await apply(.updateMany(filter: filter, update: update, upsert: upsert))
    }

    /// Replaces the first document that matches, atomically; its `_id` stays.
    @discardableResult
    public func replaceOne(_ filter: BSONDocument, _ replacement: BSONDocument, upsert: Bool = false) async throws(MongoError)
        -> UpdateResult
    {
        try await apply(.replaceOne(filter: filter, replacement: replacement, upsert: upsert))
    }

    /// Removes the first document that matches. How many were removed: 0 or 1.
    @discardableResult
    public func deleteOne(_ filter: BSONDocument) async throws(MongoError) -> Int { try await single(.deleteOne(filter: filter)).deleted }

    /// Removes all documents that match. How many were removed.
    @discardableResult
    public func deleteMany(_ filter: BSONDocument) async throws(MongoError) -> Int { try await single(.deleteMany(filter: filter)).deleted }

    /// Carries out many statements with as few commands as possible, see `MongoConnection.bulkWrite`. Errors of statements are in the result.
    @discardableResult
    public func bulkWrite(_ operations: [BulkOperation], isOrdered: Bool = true) async throws(MongoError) -> BulkWriteResult {
        try await write { [namespace, writeConcern] connection throws(MongoError) in
            try connection.bulkWrite(operations, in: namespace, isOrdered: isOrdered, writeConcern: writeConcern)
        }
    }

    /// Finds one document and changes it, in one atomic step. The document, or `nil` when none matched (or it is new and the old was wanted).
    ///
    /// - Throws: `duplicateKey` when a unique index refuses the change.
    @discardableResult
    public func findAndModify(_ operation: FindAndModify) async throws(MongoError) -> BSONDocument? {
        try await write { [namespace, writeConcern] connection throws(MongoError) in
            try connection.findAndModify(operation, in: namespace, writeConcern: writeConcern)
        }
    }

    private func apply(_ operation: BulkOperation) async throws(MongoError) -> UpdateResult {
        let result = try await single(operation)
        return UpdateResult(matched: result.matched, modified: result.modified, upsertedID: result.upserted.first?.id)
    }

    private func single(_ operation: BulkOperation) async throws(MongoError) -> BulkWriteResult {
        try await write { [namespace, writeConcern] connection throws(MongoError) in
            try connection.write(operation, in: namespace, writeConcern)
        }
    }
}
