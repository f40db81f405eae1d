public import BSON

extension MongoConnection {
    /// Carries out many statements with as few commands as possible: one for each kind, more only beyond 10,000 statements or 12 MB.
    ///
    /// Each statement is atomic, the bulk is not. Unordered, all are tried, and a batch of one kind goes out as one command; ordered,
    /// the first failure ends the bulk. Errors of statements are in the result.
    ///
    /// - Throws: when a command failed as a whole; earlier batches then stay carried out.
    public func bulkWrite(
        _ operations: [BulkOperation], in namespace: MongoNamespace, isOrdered: Bool = true, writeConcern: WriteConcern = .majority
    ) throws(MongoError) -> BulkWriteResult {
        try namespace.check()
        var result = BulkWriteResult()
        for batch in try WriteBatch.split(operations, isOrdered: isOrdered) {
            let command = batch.command(namespace.collection, isOrdered: isOrdered, writeConcern)
            result.add(try runUnconfirmed(command, database: namespace.database), batch)
            if isOrdered && !result.writeErrors.isEmpty { break }
        }
        result.writeErrors.sort { $0.index < $1.index }
        return result
    }

    /// Carries out one statement; its error is thrown.
    func write(_ operation: BulkOperation, in namespace: MongoNamespace, _ writeConcern: WriteConcern) throws(MongoError) -> BulkWriteResult
    {
        let result = try bulkWrite([operation], in: namespace, writeConcern: writeConcern)
        try result.check()
        return result
    }

    /// Finds one document and changes it, in one atomic step. The document, or `nil` when none matched (or it is new and the old was wanted).
    ///
    /// - Throws: `duplicateKey` when a unique index refuses the change.
    public func findAndModify(
        _ operation: FindAndModify, in namespace: MongoNamespace, writeConcern: WriteConcern = .majority
    ) throws(MongoError) -> BSONDocument? {
        try namespace.check()
        let reply = try runCommand(try operation.command(namespace.collection, writeConcern), database: namespace.database)
        return reply["value"]?.document
    }
}

extension BulkWriteResult {
    /// Throws the first error of a statement, or the write concern error.
    func check() throws(MongoError) {
        if let error = writeErrors.first { throw error.error }
        if let writeConcernError { throw writeConcernError }
    }
}
