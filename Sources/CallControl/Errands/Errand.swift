public import CallSignaling
public import FoundationEssentials

/// Something to be done outside, kept until it is done.
public struct Errand: Hashable, Sendable {
    /// Who carries it out.
    public let kind: ErrandKind
    /// Errands of one kind and lane are carried out one after the other, in the order of their numbers; lanes are independent of each other.
    ///
    /// At most 400 bytes of UTF-8, since it is part of a key.
    public let lane: String
    /// Its number in its lane; what is added must have higher numbers than what was.
    public let seq: Int
    /// The tenant.
    public let churchID: ChurchID
    /// The call it is about.
    public let callID: CallID?
    /// What is to be done, as who carries it out writes it; JSON, at most 64 KiB.
    public let body: String
    /// Not to be done earlier.
    public let notBefore: Date
    /// Not to be done later: then it is dropped.
    public let expiresAt: Date?

    /// An errand.
    public init(
        _ kind: ErrandKind, lane: String, seq: Int, churchID: ChurchID, callID: CallID? = nil, body: String, notBefore: Date,
        expiresAt: Date? = nil
    ) {
        self.kind = kind
        self.lane = lane
        self.seq = seq
        self.churchID = churchID
        self.callID = callID
        self.body = body
        self.notBefore = notBefore
        self.expiresAt = expiresAt
    }
}

/// An errand in the hands of one who carries it out.
public struct ClaimedErrand: Hashable, Sendable {
    /// The errand.
    public let errand: Errand
    /// How often it was tried before.
    public let attempts: Int
    /// When it was first tried; now, where it was not.
    public let firstTriedAt: Date
    /// By which the claim is known.
    public let claim: String

    /// A claimed errand.
    public init(errand: Errand, attempts: Int, firstTriedAt: Date, claim: String) {
        self.errand = errand
        self.attempts = attempts
        self.firstTriedAt = firstTriedAt
        self.claim = claim
    }
}

/// What became of an attempt at an errand.
public enum ErrandOutcome: Hashable, Sendable {
    /// It is done.
    case done
    /// It is to be tried again, not before then. What follows in its lane waits.
    case retry(at: Date, String)
    /// It was not tried, and is to be, not before then.
    case wait(until: Date)
    /// It is given up; why, in a few words for the log.
    case dropped(String)
}
