public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Has what happens to calls followed up outside: off the path of requests and signals, and without losing anything.
///
/// **Overview.** What is to be followed up is a call's story, which is stored with each change; the same write marks the call as unfollowed. A changed
/// call is read, handed to all followers, and its mark taken away. **Concurrency.** Two loops: one for what this instance stores, at once; one that
/// looks for what has waited too long, since an instance died or a follower failed. Any number of instances may do so. **Lifecycle.** `run()` until shut down;
/// what is left then is found by another instance, or the next start. **Invariants.** A mark goes only after all followers have made durable what they do.
/// Memory is bounded: what does not fit is found in the store.
public final class FollowUps: Service {
    /// Calls read at once.
    static let pageSize = 500
    /// Most calls noted to be read; the others are found by the look into the store.
    static let limit = 20_000
    /// Seconds a change may wait before others look after it.
    static let grace = 3.0
    /// Seconds between looks into the store.
    static let interval = 1.0

    private struct State {
        var changed: Set<CallKey> = []
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
        }
    }

    private func followLeftovers() async throws {
        while true {
            let date = clock.now().addingTimeInterval(-Self.grace)
            let count = try await attempt { try await self.ledger.unfollowed(since: date, limit: Self.pageSize) }
            if count < Self.pageSize { try await clock.sleep(until: clock.now().addingTimeInterval(Self.interval)) }
        }
    }

    /// Follows up what `read` finds, and says how many calls that were; none when it failed, which is tried again by and by.
    @discardableResult
    private func attempt(_ read: () async throws -> [FollowUp]) async throws -> Int {
        try Task.checkCancellation()
        do {
            let found = try await read()
            let changes = found.filter { !$0.events.isEmpty }
            if !changes.isEmpty { for follower in followers { try await follower.follow(changes) } }
            if !found.isEmpty { try await ledger.noteFollowed(found) }
            state.withLock { $0.failures = 0 }
            return found.count
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
}
