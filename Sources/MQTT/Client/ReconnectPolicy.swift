/// How long the client waits between attempts to connect: exponential with jitter, so that clients of a restarted broker spread.
public struct ReconnectPolicy: Sendable, Equatable {
    /// Wait after the first failure.
    public var initial: Duration
    /// Longest wait; each failure doubles the wait up to this.
    public var maximum: Duration
    /// Share of each wait that is random, 0 to 1: at 0.5 a wait of 2 s becomes 1 to 2 s.
    public var jitter: Double

    /// A policy; the defaults suit a service beside its broker.
    public init(initial: Duration = .milliseconds(200), maximum: Duration = .seconds(10), jitter: Double = 0.5) {
        self.initial = initial
        self.maximum = maximum
        self.jitter = jitter
    }
}
