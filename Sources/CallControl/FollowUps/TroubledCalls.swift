import CallSignaling
import FoundationEssentials

/// Calls that could not be followed up, and when each may be tried again. A plain value; `FollowUps` has one under its lock.
///
/// Kept in memory only: after a restart each is tried at once, as the store still has it marked.
struct TroubledCalls {
    /// Most calls remembered. Others are tried again at each look.
    static let limit = 500
    /// Seconds until the second try; they double with each, up to the other.
    static let (firstRest, longestRest) = (1.0, 30.0)
    /// Seconds past its rest after which a call is forgotten: it is not found any more, so another instance has followed it up.
    static let memory = 60.0

    private struct Trouble {
        var failures = 0
        var restsUntil = Date.distantPast
    }

    private var troubles: [CallKey: Trouble] = [:]

    /// Calls remembered.
    var count: Int { troubles.count }

    /// Whether its last try failed.
    func contains(_ key: CallKey) -> Bool { troubles[key] != nil }

    /// Whether it is not to be tried yet.
    func isResting(_ key: CallKey, at now: Date) -> Bool { troubles[key].map { now < $0.restsUntil } ?? false }

    /// Takes note of a failure, and says how many there were in a row.
    mutating func fail(_ key: CallKey, at now: Date) -> Int {
        guard troubles[key] != nil || troubles.count < Self.limit else { return 1 }
        var trouble = troubles[key] ?? Trouble()
        trouble.failures += 1
        let rest = min(Self.firstRest * Double(1 << min(trouble.failures - 1, 10)), Self.longestRest)
        trouble.restsUntil = now.addingTimeInterval(rest)
        troubles[key] = trouble
        return trouble.failures
    }

    /// Takes note of a success.
    mutating func succeed(_ key: CallKey) { troubles[key] = nil }

    /// Forgets those that are not found any more.
    mutating func tidy(at now: Date) {
        if !troubles.isEmpty { troubles = troubles.filter { now.timeIntervalSince($1.restsUntil) < Self.memory } }
    }
}
