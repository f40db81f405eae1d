import CallSignaling
import FoundationEssentials

/// One try at following up some calls: each follower is handed all of them together, and where that fails, one after the other, so that it shows
/// which of them it is that fails. A follower that fails keeps nothing from the others.
struct FollowUpRound {
    /// Seconds after which a round goes on with no further call: where each failure takes its time, as with a database that is away, all would fail.
    static let patience = 5.0

    let followers: [any CallFollower]
    let clock: any CallClock

    /// What became of the calls that were not followed up by all.
    struct Shortfall {
        /// Why, of those that failed by themselves.
        var failures: [CallKey: any Error] = [:]
        /// Those there was no time for.
        var untried: Set<CallKey> = []

        /// Whether a call was followed up by all.
        func spares(_ key: CallKey) -> Bool { failures[key] == nil && !untried.contains(key) }
    }

    /// Has `changes` followed up; those of `suspects`, which have failed before, go one by one from the beginning. Throws `CancellationError` only.
    func follow(_ changes: [FollowUp], apart suspects: Set<CallKey>) async throws -> Shortfall {
        var shortfall = Shortfall()
        let begin = clock.now()
        let together = changes.filter { !suspects.contains($0.call.key) }
        let apart = changes.filter { suspects.contains($0.call.key) }
        for follower in followers {
            let error = try await attempt(together, by: follower)
            if let error, together.count == 1 { shortfall.failures[together[0].call.key] = error }
            for change in error != nil && together.count > 1 ? together + apart : apart {
                let key = change.call.key
                guard clock.now().timeIntervalSince(begin) < Self.patience else {
                    shortfall.untried.insert(key)
                    continue
                }
                if let error = try await attempt([change], by: follower) { shortfall.failures[key] = error }
            }
        }
        return shortfall
    }

    private func attempt(_ changes: [FollowUp], by follower: any CallFollower) async throws -> (any Error)? {
        guard !changes.isEmpty else { return nil }
        do {
            try await follower.follow(changes)
            return nil
        } catch {
            try Task.checkCancellation()
            return error
        }
    }
}
