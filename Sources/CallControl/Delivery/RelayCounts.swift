/// How the relay is doing.
public struct RelayCounts: Sendable, Hashable {
    /// Signals the broker has acknowledged on all their topics.
    public var published = 0
    /// Invites nobody wanted any more.
    public var expired = 0
    /// Signals the broker refused; each is tried again, ever more rarely.
    public var refused = 0
    /// Signals that an outage cut off; they are read from the store again.
    public var cutOff = 0
    /// Messages handed to the broker's client and not acknowledged.
    public var outstanding = 0
    /// Calls whose signals are read from the store next.
    public var behind = 0
    /// Whether all waits in the store until that is read: at the start, while the broker is away or too slow, and until that is made up for.
    public var isBehind = true
}
