public import FoundationEssentials

/// One member's part in a call.
public struct Participant: Hashable, Sendable, Codable {
    /// Whether he made the call or was called.
    public enum Role: String, Sendable, Codable {
        /// Made the call.
        case caller
        /// Was called.
        case callee
    }

    /// An order to stop ringing that was sent to him.
    public struct Dismissal: Hashable, Sendable, Codable {
        /// The `call_cancel` signal's number.
        public let seq: Int
        /// Why he need not ring any more.
        public let reason: CancelReason
        /// When.
        public let at: Date
        /// The host who took him out, where one did.
        public let removedBy: MemberID?

        enum CodingKeys: String, CodingKey {
            case seq, reason, at
            case removedBy = "removed_by"
        }
    }

    /// Who he is, as of the call's making.
    public let member: Member
    /// Caller or callee.
    public let role: Role
    /// Where he stands.
    public internal(set) var state: ParticipantState
    /// Microphone, camera, speaker, screen, hand.
    public internal(set) var media: MediaFlags
    /// The device he calls from, answered or declined with; nil where the app named none.
    public internal(set) var device: DeviceID?
    /// Number of his last invite; nil for the caller, and for one who was engaged elsewhere.
    public internal(set) var inviteSeq: Int?
    /// When he was last invited.
    public internal(set) var invitedAt: Date?
    /// Until when his phones ring.
    public internal(set) var ringDeadline: Date?
    /// When a phone of his first acknowledged the invite.
    public internal(set) var alertedAt: Date?
    /// When he answered; for the caller, when he called.
    public internal(set) var acceptedAt: Date?
    /// When his media was up.
    public internal(set) var joinedAt: Date?
    /// Since when his connection is gone, so that he has to come back in time; nil while it is there, or he is not in.
    public internal(set) var reconnectingSince: Date?
    /// What the media server last told of him, once he is in: nil where it has told nothing, and what his phone's presence says counts instead.
    public internal(set) var isMediaUp: Bool?
    /// How good his connection was when it last changed; nil before the first report.
    public internal(set) var quality: QualityLevel?
    /// The worst it was.
    public internal(set) var worstQuality: QualityLevel?
    /// When he, having been in, went.
    public internal(set) var leftAt: Date?
    /// When his part was over, however.
    public internal(set) var finishedAt: Date?
    /// How his ringing was stopped, where something else than his answer stopped it.
    public internal(set) var dismissal: Dismissal?
    /// Whether he answered by calling the caller himself.
    public internal(set) var isGlare: Bool
    /// `isUnlisted`, as stored: nil where it is false.
    var unlisted: Bool?

    init(_ member: Member, role: Role, state: ParticipantState, type: CallType) {
        self.member = member
        self.role = role
        self.state = state
        media = MediaFlags(type: type)
        isGlare = false
    }

    enum CodingKeys: String, CodingKey {
        case member, role, state, media, device
        case inviteSeq = "invite_seq"
        case invitedAt = "invited_at"
        case ringDeadline = "ring_deadline"
        case alertedAt = "alerted_at"
        case acceptedAt = "accepted_at"
        case joinedAt = "joined_at"
        case reconnectingSince = "reconnecting_since"
        case isMediaUp = "is_media_up"
        case quality
        case worstQuality = "worst_quality"
        case leftAt = "left_at"
        case finishedAt = "finished_at"
        case dismissal
        case isGlare = "is_glare"
        case unlisted
    }

    /// His id.
    public var id: MemberID { member.id }

    /// Whether his own history leaves the call out, since he had blocked who called him. Never told to anybody.
    public var isUnlisted: Bool { unlisted ?? false }

    /// Nobody asks any more how he is connected.
    mutating func forgetConnection() {
        reconnectingSince = nil
        isMediaUp = nil
    }

    /// Whether he declined an invite himself, as opposed to having been engaged when called.
    var hasDeclined: Bool { (state == .rejected || state == .busy) && invitedAt != nil }

    /// Whether `device` is, or may be, the one he answered with; an unnamed one may be any.
    func mayBe(on device: Device) -> Bool { self.device == nil || device.id == nil || self.device == device.id }
}
