/// A call's signals that wait for the broker.
public struct PendingSignals: Hashable, Sendable {
    /// The call.
    public let key: CallKey
    /// What waits, in order.
    public let entries: [OutboxEntry]

    /// Waiting signals.
    public init(key: CallKey, entries: [OutboxEntry]) {
        self.key = key
        self.entries = entries
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
