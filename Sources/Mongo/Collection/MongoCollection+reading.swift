public import BSON

extension MongoCollection {
    /// All documents that match, in memory at once.
    public func find(_ filter: BSONDocument = [:], options: FindOptions = FindOptions()) async throws(MongoError) -> [BSONDocument] {
        try await client.read { [namespace] connection throws(MongoError) in
            try connection.find(filter, in: namespace, options: options)
        }
    }

    /// The first document that matches, in the order of `options.sort`.
    public func findOne(_ filter: BSONDocument, options: FindOptions = FindOptions()) async throws(MongoError) -> BSONDocument? {
        var options = options
        options.limit = 1
        return try await find(filter, options: options).first
    }

    /// All results of an aggregation, in memory at once. Runs on the reader threads, so keep `$out` and `$merge` for `withWriter`.
    public func aggregate(
        _ pipeline: [BSONDocument], options: AggregateOptions = AggregateOptions()
    ) async throws(MongoError) -> [BSONDocument] {
        try await client.read { [namespace] connection throws(MongoError) in
            try connection.aggregate(pipeline, in: namespace, options: options)
        }
    }

    /// How many documents match; counting stops at `limit`.
    public func count(_ filter: BSONDocument = [:], limit: Int? = nil, maxTime: Duration? = nil) async throws(MongoError) -> Int {
        var pipeline: [BSONDocument] = [["$match": .document(filter)]]
        if let limit { pipeline.append(["$limit": .int64(Int64(limit))]) }
        pipeline.append(["$count": "n"])
        return try await aggregate(pipeline, options: AggregateOptions(maxTime: maxTime)).first?["n"]?.int ?? 0
    }

    /// The different values of `field` in the documents that match. All must fit into one answer of 16 MB.
    public func distinct(_ field: String, _ filter: BSONDocument = [:]) async throws(MongoError) -> [BSONValue] {
        let command: BSONDocument = ["distinct": .string(namespace.collection), "key": .string(field), "query": .document(filter)]
        return try await runCommand(command, on: .read)["values"]?.array ?? []
    }

    /// How the server would carry out a `find`: its plan, and what each step cost.
    public func explain(_ filter: BSONDocument, options: FindOptions = FindOptions()) async throws(MongoError) -> BSONDocument {
        var find: BSONDocument = ["find": .string(namespace.collection), "filter": .document(filter)]
        for (key, value) in options.document.elements { find.append(value, for: key) }
        return try await runCommand(["explain": .document(find), "verbosity": "executionStats"], on: .read)
    }
}
