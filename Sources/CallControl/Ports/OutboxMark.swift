public import CallSignaling

/// That a signal waits in a call's outbox, and for whom.
public struct OutboxMark: Hashable, Sendable {
    /// The signal's number within its call.
    public let seq: Int
    /// Whether this instance is to publish it.
    public let isOurs: Bool

    /// A mark.
    public init(seq: Int, isOurs: Bool) {
        self.seq = seq
        self.isOurs = isOurs
    }
}

/// A call as read for a change.
public struct StoredCall: Hashable, Sendable {
    /// The call.
    public let call: Call
    /// Its signals that wait for the broker, in order.
    public let outbox: [OutboxMark]
    /// Whether this instance wrote it last, or took it over.
    public let isOurs: Bool

    /// A stored call.
    public init(call: Call, outbox: [OutboxMark], isOurs: Bool) {
        self.call = call
        self.outbox = outbox
        self.isOurs = isOurs
    }
}
