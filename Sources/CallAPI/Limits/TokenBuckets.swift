import HeapModule

/// Token buckets, one for each key: so many requests a minute, as many of them at once. A value that has no clock of its own.
///
/// **Overview.** A bucket is kept as the moment at which it will be full again (the theoretical arrival time of the generic cell rate algorithm,
/// ITU-T I.371, annex A). A full bucket and none are therefore the same, and full ones are forgotten.
/// **Bounds.** At most `limit` buckets. When there are more the fullest goes, which forgives its owner the least. So nobody gets rid of his own empty
/// bucket before he has emptied all others, and who is new to a table of empty buckets is let through, not locked out.
/// **Cost.** O(log n) a request, on average over many. Times are seconds on a clock that only goes forwards.
struct TokenBuckets: Sendable {
    private struct Entry: Comparable, Sendable {
        let fullAt: Double
        let key: Int

        static func < (one: Entry, other: Entry) -> Bool { one.fullAt < other.fullAt }
    }

    /// What sums of seconds may be wrong by.
    private static let rounding = 1e-6

    /// Seconds a token takes to come back.
    private let interval: Double
    /// By how much, in seconds, an empty bucket is ahead of one that has a token left.
    private let slack: Double
    private let limit: Int
    private var fullAt: [Int: Double] = [:]
    /// Each bucket once, no later than it is full: who comes again is not sorted in anew until it is his turn.
    private var order = Heap<Entry>()

    /// Buckets of `perMinute` tokens each, refilled evenly within a minute; 0 limits nothing.
    init(perMinute: Int, limit: Int) {
        interval = perMinute > 0 ? 60 / Double(perMinute) : 0
        slack = interval * Double(max(0, perMinute - 1))
        self.limit = max(1, limit)
    }

    /// How many buckets are kept.
    var count: Int { fullAt.count }

    /// Takes a token. When there is none nothing is taken, and the seconds until there is one are returned.
    mutating func take(_ key: Int, at now: Double) -> Double? {
        guard interval > 0 else { return nil }
        forgetFull(at: now)
        if let wait = wait(for: key, at: now) { return wait }
        set(max(fullAt[key] ?? now, now) + interval, for: key)
        return nil
    }

    /// Seconds until there is a token; nil when there is one.
    func wait(for key: Int, at now: Double) -> Double? {
        guard let fullAt = fullAt[key] else { return nil }
        let wait = fullAt - now - slack
        return wait > Self.rounding ? wait : nil
    }

    /// Takes all tokens, so that the next one is there in `seconds`.
    mutating func empty(_ key: Int, for seconds: Double, at now: Double) {
        guard interval > 0 else { return }
        set(now + slack + seconds, for: key)
    }

    private mutating func set(_ date: Double, for key: Int) {
        if fullAt.updateValue(date, forKey: key) == nil { order.insert(Entry(fullAt: date, key: key)) }
        while fullAt.count > limit, let fullest = popFullest() { fullAt[fullest.key] = nil }
    }

    private mutating func forgetFull(at now: Double) {
        while let first = order.min, first.fullAt <= now, let fullest = popFullest() {
            guard fullest.fullAt <= now else { return order.insert(fullest) }
            fullAt[fullest.key] = nil
        }
    }

    /// Takes the fullest bucket out of the order, having put in their places those that stood before it wrongly.
    private mutating func popFullest() -> Entry? {
        while let first = order.popMin() {
            guard let date = fullAt[first.key], date > first.fullAt else { return first }
            order.insert(Entry(fullAt: date, key: first.key))
        }
        return nil
    }
}
