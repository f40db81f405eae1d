import FoundationEssentials

/// How long, and how often, an endpoint that does not take a message is tried.
public struct WebhookPatience: Hashable, Sendable {
    /// Longest pause of an endpoint as a whole, seconds: so long after it is well again it is tried at the latest.
    static let longestPause = 60.0

    /// Seconds before the second attempt.
    public var first: Double
    /// Most seconds between two attempts.
    public var longest: Double
    /// Seconds after the first attempt at which a message is given up.
    public var limit: Double

    /// Patience; the defaults are the product's.
    public init(first: Double = 5, longest: Double = 3_600, limit: Double = 86_400) {
        self.first = first
        self.longest = longest
        self.limit = limit
    }

    /// When a message is tried again that was first tried at `start` and failed now; nil when it is given up.
    ///
    /// The older it is the longer it waits: its pauses double, and vary by a half, so that messages do not come back in step. `wish` is what the receiver
    /// asked for, seconds.
    func next(after start: Date, at now: Date, wish: Double?, luck: Double = .random(in: 0.5...1)) -> Date? {
        let end = start.addingTimeInterval(limit)
        guard now < end else { return nil }
        let pause = min(max(now.timeIntervalSince(start), first), longest) * luck
        return min(now.addingTimeInterval(max(pause, min(wish ?? 0, longest))), end)
    }

    /// How long an endpoint rests that failed so often in a row, whatever message it was.
    func pause(afterFailures count: Int, wish: Double?) -> Double {
        let most = min(Self.longestPause, longest)
        let pause = min(first * Double(1 << min(count - 1, 20)), most)
        return max(pause, min(wish ?? 0, most))
    }
}
