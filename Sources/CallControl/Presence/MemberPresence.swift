public import CallSignaling
public import FoundationEssentials

/// How a member stands: at his phone, and in calls.
public struct MemberPresence: Hashable, Sendable {
    /// Who.
    public let member: MemberID
    /// Whether a device of his is online.
    public let isOnline: Bool
    /// When he was last seen; nil where no app of his has said anything.
    public let lastSeen: Date?
    /// Whether a call to him would find him engaged.
    public var isInCall: Bool

    /// A presence.
    public init(_ member: MemberID, isOnline: Bool = false, lastSeen: Date? = nil, isInCall: Bool = false) {
        self.member = member
        self.isOnline = isOnline
        self.lastSeen = lastSeen
        self.isInCall = isInCall
    }
}

/// What a report changed about a member.
public enum PresenceChange: Hashable, Sendable {
    /// He was not known to be online, and is.
    case cameOnline
    /// The last of his devices said, or had the broker say, that it is gone.
    case wentOffline
}
