public import BSON

/// What an update did.
public struct UpdateResult: Sendable, Equatable {
    /// How many documents matched.
    public let matched: Int
    /// How many of them changed: an update to the same content matches but changes nothing.
    public let modified: Int
    /// The `_id` of the document that was inserted because none matched.
    public let upsertedID: BSONValue?
}
