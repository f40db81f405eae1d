/// Names of fields in `calls` that queries and updates use.
///
/// Most are keys of `Call`'s Codable form; those under *derived* are written beside it.
enum CallField {
    static let id = "_id"
    static let church = "church_id"
    static let type = "call_type"
    static let version = "version"
    static let deadline = "deadline"
    static let initiatedAt = "initiated_at"
    static let endedAt = "ended_at"
    static let duration = "duration_seconds"
    static let participants = "participants"
    static let events = "events"
    static let eventSeq = "event_seq"
    static let seq = "seq"
    static let requests = "idempotency"
    static let requestKey = "idempotency.key"
    static let requestSender = "idempotency.by"
    static let requestMoment = "idempotency.at"

    // Derived.
    static let members = "members"
    static let engaged = "engaged"
    static let outbox = "outbox"
    static let firstInOutbox = "outbox.0"
    static let outboxOwner = "outbox.owner"
    static let ops = "ops"
    static let roomName = "room_name"
    static let callerID = "caller_id"
    static let owner = "owner"
    static let createdAt = "created_at"
    static let updatedAt = "updated_at"
    /// Number of the last line of the story that was followed up.
    static let followed = "followed"
    /// When the first change was made that has not been followed up.
    static let unfollowedSince = "unfollowed_since"
}
