public import CallSignaling

/// What has happened to a call, and concerns those outside: back ends, sleeping phones, the media server.
public struct FollowUp: Hashable, Sendable {
    /// The call as it is by now; its story may tell of more than `events` does only where it was read too late for that.
    public let call: Call
    /// Lines of its story that have not been followed up yet, in their order.
    public let events: [AuditEvent]

    /// A follow-up.
    public init(call: Call, events: [AuditEvent]) {
        self.call = call
        self.events = events
    }

    /// That of a call whose story was followed up as far as line `seq`.
    public init(_ call: Call, after seq: Int) {
        self.init(call: call, events: call.events.filter { $0.seq > seq })
    }
}
