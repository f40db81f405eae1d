public import BSON

/// How an aggregation runs.
public struct AggregateOptions: Sendable, Equatable {
    /// Which index to use: its keys, or its name as a string.
    public var hint: BSONValue?
    /// How many documents the server sends at a time.
    public var batchSize: Int?
    /// After how long the server gives up (`timeout`), to the millisecond.
    public var maxTime: Duration?
    /// Whether stages that need much memory may use the disk.
    public var allowsDiskUse: Bool

    /// Options; what is left out is the server's choice.
    public init(hint: BSONValue? = nil, batchSize: Int? = nil, maxTime: Duration? = nil, allowsDiskUse: Bool = false) {
        self.hint = hint
        self.batchSize = batchSize
        self.maxTime = maxTime
        self.allowsDiskUse = allowsDiskUse
    }

    var document: BSONDocument {
        var document = BSONDocument()
        if let hint { document.append(hint, for: "hint") }
        if let batchSize { document.append(.int64(Int64(batchSize)), for: "batchSize") }
        if let maxTime { document.append(.int64(Int64(ConnectionString.milliseconds(maxTime))), for: "maxTimeMS") }
        if allowsDiskUse { document.append(true, for: "allowDiskUse") }
        return document
    }
}
