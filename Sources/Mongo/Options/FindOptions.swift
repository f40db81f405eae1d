public import BSON

/// What a `find` gives back of what matches.
public struct FindOptions: Sendable, Equatable {
    /// The order, such as `["initiated_at": -1]`.
    public var sort: BSONDocument?
    /// How many matches to leave out first.
    public var skip: Int?
    /// At most how many documents; `nil` for all, which must fit into memory.
    public var limit: Int?
    /// Which fields, such as `["outbox": 1]`.
    public var projection: BSONDocument?
    /// Which index to use: its keys, or its name as a string.
    public var hint: BSONValue?
    /// How many documents the server sends at a time.
    public var batchSize: Int?
    /// After how long the server gives up (`timeout`), to the millisecond.
    public var maxTime: Duration?

    /// Options; what is left out is the server's choice.
    public init(
        sort: BSONDocument? = nil, skip: Int? = nil, limit: Int? = nil, projection: BSONDocument? = nil, hint: BSONValue? = nil,
        batchSize: Int? = nil, maxTime: Duration? = nil
    ) {
        self.sort = sort
        self.skip = skip
        self.limit = limit
        self.projection = projection
        self.hint = hint
        self.batchSize = batchSize
        self.maxTime = maxTime
    }

    /// The options as the `find` command and libmongoc name them.
    var document: BSONDocument {
        var document = BSONDocument()
        if let sort { document.append(.document(sort), for: "sort") }
        if let skip { document.append(.int64(Int64(skip)), for: "skip") }
        if let limit { document.append(.int64(Int64(limit)), for: "limit") }
        if let projection { document.append(.document(projection), for: "projection") }
        if let hint { document.append(hint, for: "hint") }
        if let batchSize { document.append(.int64(Int64(batchSize)), for: "batchSize") }
        if let maxTime { document.append(.int64(Int64(ConnectionString.milliseconds(maxTime))), for: "maxTimeMS") }
        return document
    }
}
