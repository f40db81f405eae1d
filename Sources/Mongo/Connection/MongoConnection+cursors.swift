public import BSON
import CMongoC

extension MongoConnection {
    /// All documents that match, in memory at once.
    public func find(_ filter: BSONDocument, in namespace: MongoNamespace, options: FindOptions = FindOptions()) throws(MongoError)
        -> [BSONDocument]
    {
        try namespace.check()
        let options = options.document
        var error = bson_error_t()
        let cursor = cmongo_find(
            client, namespace.database, namespace.collection, filter.bytes, filter.bytes.count, options.bytes, options.bytes.count, &error)
        return try drain(cursor, error, mayHaveWritten: false)
    }

    /// All results of an aggregation, in memory at once.
    public func aggregate(
        _ pipeline: [BSONDocument], in namespace: MongoNamespace, options: AggregateOptions = AggregateOptions()
    ) throws(MongoError) -> [BSONDocument] {
        try namespace.check()
        let stages: BSONDocument = ["pipeline": .array(pipeline.map(BSONValue.document))]
        let options = options.document
        var error = bson_error_t()
        let cursor = cmongo_aggregate(
            client, namespace.database, namespace.collection, stages.bytes, stages.bytes.count, options.bytes, options.bytes.count, &error)
        let writes = pipeline.last.map { $0.contains("$out") || $0.contains("$merge") } ?? false
        return try drain(cursor, error, mayHaveWritten: writes)
    }

    /// The indexes of a collection as the server describes them; none when the collection does not exist.
    public func listIndexes(of namespace: MongoNamespace) throws(MongoError) -> [BSONDocument] {
        try namespace.check()
        let cursor = cmongo_list_indexes(client, namespace.database, namespace.collection)
        return try drain(cursor, bson_error_t(), mayHaveWritten: false)
    }

    /// The names of a database's collections and views.
    public func listCollectionNames(database: String) throws(MongoError) -> [String] {
        try MongoNamespace.check(database: database)
        let options: BSONDocument = ["nameOnly": true]
        var error = bson_error_t()
        let cursor = cmongo_list_collections(client, database, options.bytes, options.bytes.count, &error)
        return try drain(cursor, error, mayHaveWritten: false).compactMap { $0["name"]?.string }
    }

    /// Reads a cursor to its end and destroys it.
    private func drain(_ cursor: OpaquePointer?, _ error: bson_error_t, mayHaveWritten: Bool) throws(MongoError) -> [BSONDocument] {
        let start = ContinuousClock.now
        guard let cursor else { throw failure(error, reply: nil, since: start, mayHaveWritten: false) }
        defer { mongoc_cursor_destroy(cursor) }
        var documents: [BSONDocument] = []
        var data: UnsafePointer<UInt8>?
        var length = 0
        while cmongo_next(cursor, &data, &length) {
            documents.append(BSONDocument(trusted: Array(UnsafeBufferPointer(start: data, count: length))))
        }
        var failed = bson_error_t()
        guard cmongo_cursor_failed(cursor, &failed, &data, &length) else { return documents }
        let reply = data.map { BSONDocument(trusted: Array(UnsafeBufferPointer(start: $0, count: length))) }
        throw failure(failed, reply: reply, since: start, mayHaveWritten: mayHaveWritten)
    }
}
