/// Where one member of a call stands: `invited → alerted → accepted → joined → left`, or one of the other ends.
///
/// A caller starts as `accepted`.
public enum ParticipantState: String, Sendable, Codable, CaseIterable {
    /// Sent an invite that no phone of his has acknowledged.
    case invited
    /// A phone of his acknowledged the invite: it rings.
    case alerted
    /// Answered (or calls), media not up yet.
    case accepted
    /// In, with media.
    case joined
    /// Was in, went.
    case left
    /// Declined.
    case rejected
    /// Engaged in another call, or declined as such.
    case busy
    /// Rang until his part was over without his doing.
    case missed
    /// Dropped: his media did not come up in time, or he was taken out.
    case removed

    /// Whether his phones ring.
    public var isRinging: Bool { self == .invited || self == .alerted }

    /// Whether he takes part: answered or in.
    public var isIn: Bool { self == .accepted || self == .joined }

    /// Whether this call keeps him busy.
    public var isEngaged: Bool { isRinging || isIn }
}
