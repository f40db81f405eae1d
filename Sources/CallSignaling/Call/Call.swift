public import FoundationEssentials

/// A call: its people, where it stands, and what happened to it. A pure value; `handle(_:at:)` is the only way to change it.
///
/// Invariants, in every reachable state: an ended call never changes, but for what becomes of its recordings; a live one has a `deadline`; `engaged` are those whose part is not over;
/// `seq` counts the signals without a gap; `durationSeconds` is set exactly when the call is over and somebody had answered.
/// Its Codable form is the state as stored; dates are whole milliseconds.
public struct Call: Sendable, Hashable, Codable {
    /// Its id.
    public let id: CallID
    /// Its tenant.
    public let churchID: ChurchID
    /// Voice or video.
    public let type: CallType
    /// The community it was made in.
    public let community: Community?
    /// The subgroup it was made in, as the app named it.
    public let subgroupID: String?
    /// The media server's address, as told to the phones; empty where none is configured.
    public let mediaURL: String
    /// How long each state may last.
    public let timeouts: CallTimeouts
    /// When it was made.
    public let initiatedAt: Date
    /// Where it stands.
    public internal(set) var status: CallStatus
    /// The caller first, then the callees in the order of their being called.
    public internal(set) var participants: [Participant]
    /// When the first callee answered.
    public internal(set) var answeredAt: Date?
    /// When two were first in at once.
    public internal(set) var activeAt: Date?
    /// When it was over.
    public internal(set) var endedAt: Date?
    /// Whole seconds from answer to end.
    public internal(set) var durationSeconds: Int?
    /// Why it is over.
    public internal(set) var endReason: EndReason?
    /// Who ended it; nil while it lives, and where a deadline did.
    public internal(set) var endedBy: MemberID?
    /// When the scheduler must speak next; nil once it is over.
    public internal(set) var deadline: Date?
    /// Counts the changes, from 1; the compare-and-swap compares it.
    public internal(set) var version: Int
    /// Number of the last signal.
    public internal(set) var seq: Int
    /// The story so far; at most `auditLimit` lines, the oldest news, such as media changes, go first.
    public internal(set) var events: [AuditEvent]
    /// Number of the last line of the story.
    public internal(set) var eventSeq: Int

    /// `requests`, as stored: nil where there are none.
    var storedRequests: [AcceptedRequest]?
    /// `recordings`, as stored: nil where there are none.
    var storedRecordings: [Recording]?

    /// Most lines of the story that are kept.
    public static let auditLimit = 200

    enum CodingKeys: String, CodingKey {
        case id = "_id"
        case churchID = "church_id"
        case type = "call_type"
        case community
        case subgroupID = "subgroup_id"
        case mediaURL = "livekit_url"
        case timeouts
        case initiatedAt = "initiated_at"
        case status, participants
        case answeredAt = "answered_at"
        case activeAt = "active_at"
        case endedAt = "ended_at"
        case durationSeconds = "duration_seconds"
        case endReason = "end_reason"
        case endedBy = "ended_by"
        case deadline, version, seq, events
        case eventSeq = "event_seq"
        case storedRequests = "idempotency"
        case storedRecordings = "recordings"
    }
}
