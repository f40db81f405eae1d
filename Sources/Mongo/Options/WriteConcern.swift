public import BSON

/// When the server confirms a write.
public struct WriteConcern: Sendable, Hashable {
    /// Confirmed by a majority of the members, journaled: survives a fail-over and a crash. The default.
    public static let majority = WriteConcern(members: nil, isJournaled: true)
    /// Confirmed by the primary alone, from its memory.
    public static let primary = WriteConcern(members: 1, isJournaled: false)

    /// How many members must confirm; `nil` for a majority.
    public let members: Int?
    /// Whether they must have written it to their journals.
    public let isJournaled: Bool
    /// How long to wait for them; `nil` for no limit of its own.
    public let timeout: Duration?

    /// A write concern. At least one member always confirms.
    public init(members: Int?, isJournaled: Bool, timeout: Duration? = nil) {
        self.members = members.map { max(1, $0) }
        self.isJournaled = isJournaled
        self.timeout = timeout
    }

    /// The concern as commands carry it.
    public var document: BSONDocument {
        var document: BSONDocument = ["w": members.map { .int64(Int64($0)) } ?? "majority", "j": .bool(isJournaled)]
        if let timeout { document.append(.int32(ConnectionString.milliseconds(timeout)), for: "wtimeout") }
        return document
    }
}
