public import CallSignaling
public import FoundationEssentials

/// A call's signals that wait for the broker, as one instance sees them.
public struct PendingSignals: Hashable, Sendable {
    /// The call.
    public let key: CallKey
    /// When the call was made; with the id, its place in the order of reading.
    public let initiatedAt: Date
    /// What this instance is to publish, in order.
    public let entries: [OutboxEntry]
    /// Numbers of those that other instances are to publish, in order.
    public let foreign: [Int]
    /// Who still rings, by the number of his invite.
    public let ringing: [MemberID: Int]

    /// Waiting signals.
    public init(key: CallKey, initiatedAt: Date, entries: [OutboxEntry], foreign: [Int] = [], ringing: [MemberID: Int]) {
        self.key = key
        self.initiatedAt = initiatedAt
        self.entries = entries
        self.foreign = foreign
        self.ringing = ringing
    }

    /// Those that may go out now: another instance's signal holds back what comes after it.
    var unhindered: ArraySlice<OutboxEntry> {
        guard let first = foreign.first else { return entries[...] }
        return entries.prefix { $0.seq < first }
    }

    /// What is still to be published of `entry`: an invite (only they expire) goes to those who ring.
    func wanted(_ entry: OutboxEntry) -> OutboxEntry {
        guard entry.expiresAt != nil else { return entry }
        let inboxes = Set(ringing.lazy.filter { $0.value == entry.seq }.map { Topic.incomingCall(key.churchID, $0.key).name })
        return OutboxEntry(
            seq: entry.seq, topics: entry.topics.filter(inboxes.contains), payload: entry.payload, expiresAt: entry.expiresAt)
    }
}

/// Signals of a call that need wait no more.
public struct DeliveredSignals: Hashable, Sendable {
    /// The call.
    public let key: CallKey
    /// Their numbers.
    public let seqs: [Int]

    /// Delivered signals.
    public init(key: CallKey, seqs: [Int]) {
        self.key = key
        self.seqs = seqs
    }
}
