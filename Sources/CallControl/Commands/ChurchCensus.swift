import CallSignaling
import FoundationEssentials
import Synchronization

/// How many calls each church has, as far as a limit on them needs to know. Safe to use from anywhere.
///
/// Counted at most once a second for each church, and in between by what this instance makes: so several instances together go beyond the limit by
/// no more than what they make within a second.
final class ChurchCensus: Sendable {
    private struct Count {
        var calls: Int
        let at: Date
    }

    /// How long a count is good for, seconds.
    private static let lifetime = 1.0

    private let counts = Mutex<[ChurchID: Count]>([:])
    private let limit: Int

    /// A census of at most `limit` churches at a time.
    init(limit: Int = 10_000) { self.limit = limit }

    /// Whether `church` has fewer calls than `most`; if so, one more is counted. `count` counts those stored.
    func admits(_ church: ChurchID, most: Int, at now: Date, count: () async throws -> Int) async throws -> Bool {
        if let answer = take(church, most, now) { return answer }
        let calls = try await count()
        counts.withLock { counts in
            if counts.count >= limit { counts = [:] }
            counts[church] = Count(calls: calls, at: now)
        }
        return take(church, most, now) ?? true  // nil only where the table was emptied in between
    }

    /// Nil when there is no count that is still good.
    private func take(_ church: ChurchID, _ most: Int, _ now: Date) -> Bool? {
        counts.withLock { counts in
            guard let known = counts[church], (0..<Self.lifetime).contains(now.timeIntervalSince(known.at)) else { return nil }
            guard known.calls < most else { return false }
            counts[church]?.calls += 1
            return true
        }
    }
}
