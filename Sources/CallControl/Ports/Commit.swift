public import CallSignaling

/// A change that is stored, as handed to the repository's observer.
public struct Commit: Sendable {
    /// The call as stored.
    public let call: Call
    /// The signals stored with this change.
    public let signals: [OutboxEntry]
    /// What stood in the call's outbox when it was last read for this change; some of it may be gone by now. Nothing has been added.
    public let outbox: [OutboxMark]

    /// A commit.
    public init(call: Call, signals: [OutboxEntry], outbox: [OutboxMark] = []) {
        self.call = call
        self.signals = signals
        self.outbox = outbox
    }
}
