/// Counts failed attempts and says how long to wait before the next one.
struct Backoff {
    let policy: ReconnectPolicy
    /// Attempts begun since the last lasting connection.
    private(set) var attempt = 0
    private var nextWait: Duration

    init(_ policy: ReconnectPolicy) {
        self.policy = policy
        nextWait = policy.initial
    }

    /// Counts an attempt and returns its number, from 1.
    mutating func beginAttempt() -> Int {
        attempt += 1
        return attempt
    }

    /// The wait before the next attempt; the one after will be twice as long, up to the maximum.
    mutating func wait(random: Double = .random(in: 0...1)) -> Duration {
        defer { nextWait = min(nextWait * 2, policy.maximum) }
        return nextWait * (1 - policy.jitter * random)
    }

    /// Forgets the failures: the connection lasted.
    mutating func reset() { self = Backoff(policy) }

    /// A connection came about; the waits stay, because it may break at once.
    mutating func restartCounting() { attempt = 0 }
}
