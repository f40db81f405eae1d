public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Has what happens to calls followed up outside: off the path of requests and signals, and without losing anything.
///
/// **Overview.** What is to be followed up is a call's story, which is stored with each change; the same write marks the call as unfollowed. A changed
/// call is read, handed to all followers, and its mark taken away. **Concurrency.** Two loops: one for what this instance stores, at once; one that
/// looks for what has waited too long, since an instance died or a follower failed. Any number of instances may do so. A call that cannot be followed up is
/// tried again by itself, after a rest that doubles, while the others go on. **Lifecycle.** `run()` until shut down; what is left then is found by another
/// instance, or the next start. **Invariants.** A mark goes only after all followers have made durable what they do; till then each gets all the lines since
/// then, in their order. Memory is bounded: what does not fit is found in the store.
public final class FollowUps: Service {
    /// Calls read at once.
    static let pageSize = 500
    /// Most calls noted to be read; the others are found by the look into the store.
    static let limit = 20_000
    /// Seconds a change may wait before others look after it.
    static let grace = 3.0
    /// Seconds between looks into the store.
    static let interval = 1.0
    /// Shortest time between readings of what has changed. What changes meanwhile is read together: so it costs calls that ring less than if each change went by itself.
    static let pace = Duration.milliseconds(100)

    private struct State {
        var changed: Set<CallKey> = []
        var troubled = TroubledCalls()
        /// Looks in a row that failed as a whole.
        var failures = 0
    }

    private let state = Mutex(State())
    private let bell = Bell()
    private let ledger: any FollowUpLedger
    private let followers: [any CallFollower]
    private let clock: any CallClock
    private let logger: Logger

    /// Follow-ups by `followers` of the calls of `ledger`.
    public init(ledger: any FollowUpLedger, followers: [any CallFollower], clock: any CallClock, logger: Logger) {
        self.ledger = ledger
        self.followers = followers
        self.clock = clock
        self.logger = logger
    }

    /// Takes note of a stored change; never blocks.
    public func observe(_ call: Call) {
        state.withLock { if $0.changed.count < Self.limit { $0.changed.insert(call.key) } }
        bell.ring()
    }

    /// Follows up until shut down.
    public func run() async throws {
        try await untilShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.followChanges() }
                group.addTask { try await self.followLeftovers() }
                try await group.waitForAll()
            }
        }
    }

    private func followChanges() async throws {
        while true {
            try await bell.wait()
            while true {
                let keys = state.withLock { state in
                    let page = Array(state.changed.prefix(Self.pageSize))
                    state.changed.subtract(page)
                    return page
                }
                guard !keys.isEmpty else { break }
                try await attempt { try await self.ledger.unfollowed(of: keys) }
            }
            try await Task.sleep(for: Self.pace)
        }
    }

    private func followLeftovers() async throws {
        while true {
            let now = clock.now()
            // Those that rest are read too, and must not take the others' places.
            let restingCount = state.withLock { state in
                state.troubled.tidy(at: now)
                return state.troubled.count
            }
            let count = try await attempt {
                try await self.ledger.unfollowed(since: now.addingTimeInterval(-Self.grace), limit: Self.pageSize + restingCount)
            }
            if count < Self.pageSize { try await clock.sleep(until: clock.now().addingTimeInterval(Self.interval)) }
        }
    }

    /// Follows up what `read` finds, and says of how many calls that succeeded; of the others it is tried again by and by.
    @discardableResult
    private func attempt(_ read: () async throws -> [FollowUp]) async throws -> Int {
        try Task.checkCancellation()
        do {
            let count = try await follow(try await read())
            state.withLock { $0.failures = 0 }
            return count
        } catch {
            try Task.checkCancellation()
            let failures = state.withLock { state in
                state.failures += 1
                return state.failures
            }
            if failures.nonzeroBitCount == 1 {  // the 1st, 2nd, 4th … in a row
                logger.warning("Changes could not be followed up yet", metadata: [LogKey.error: "\(error)", LogKey.count: "\(failures)"])
            }
            return 0
        }
    }

    /// Follows up those of `found` that need not rest, and says of how many that succeeded.
    private func follow(_ found: [FollowUp]) async throws -> Int {
        let now = clock.now()
        let (ready, suspects) = state.withLock { state in
            let ready = found.filter { !state.troubled.isResting($0.call.key, at: now) }
            return (ready, Set(ready.map(\.call.key).filter(state.troubled.contains)))
        }
        let round = FollowUpRound(followers: followers, clock: clock)
        let shortfall = try await round.follow(ready.filter { !$0.events.isEmpty }, apart: suspects)
        let done = ready.filter { shortfall.spares($0.call.key) }
        if !done.isEmpty { try await ledger.noteFollowed(done) }
        let failures = state.withLock { [now = clock.now()] state in
            for followUp in done { state.troubled.succeed(followUp.call.key) }
            return shortfall.failures.map { (key: $0, error: $1, count: state.troubled.fail($0, at: now)) }
        }
        if let failure = failures.first(where: { $0.count.nonzeroBitCount == 1 }) {  // the 1st, 2nd, 4th … in a row
            logger.warning(
                "Calls could not be followed up yet",
                metadata: [LogKey.call: .id(failure.key.callID), LogKey.error: "\(failure.error)", LogKey.count: "\(failures.count)"])
        }
        return done.count
    }
}
