public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Tells each call when its deadline has passed.
///
/// **Overview.** Deadlines of calls this instance stored are kept in memory and fired on time; a poll of the store, once a second,
/// finds those of other instances and earlier runs. **Concurrency.** Any number of instances may fire the same deadline: the
/// compare-and-swap lets one win. **Lifecycle.** `run()` until shut down; what is then due is left to whoever runs next.
/// **Invariants.** A call is never fired twice at once by one instance. Memory follows the number of live calls.
public final class DeadlineScheduler: Service {
    private struct State {
        private(set) var timers = TimerQueue()
        private var dates: [CallKey: Date] = [:]
        var firing: Set<CallKey> = []

        /// A call's deadline is this now; nil when it has none any more. Superseded entries are cleared out before they outnumber the others.
        mutating func schedule(_ key: CallKey, _ date: Date?) {
            guard dates[key] != date else { return }
            dates[key] = date
            if let date { timers.insert(key, at: date) }
            if timers.count > 2 * dates.count + 1_024 { timers.rebuild(from: dates) }
        }

        mutating func popDue(at now: Date) -> Set<CallKey> {
            let due = timers.popDue(at: now)
            for key in due where dates[key].map({ $0 <= now }) ?? false { dates[key] = nil }
            return due
        }
    }

    /// How far apart polls of the store are, seconds.
    static let pollInterval = 1.0
    /// How long a deadline may have passed before the poll takes it up, seconds: the instance that stored it comes first.
    static let pollGrace = 0.5
    /// Longest time a newly stored, nearer deadline may go unnoticed, seconds.
    static let turn = 0.05
    /// Most deadlines read by one poll.
    static let width = 512

    private let state = Mutex(State())
    private let coordinator: CallCoordinator
    private let logger: Logger

    /// A scheduler.
    public init(coordinator: CallCoordinator, logger: Logger) {
        self.coordinator = coordinator
        self.logger = logger
    }

    /// Takes note of a stored call.
    public func observe(_ call: Call) {
        state.withLock { $0.schedule(call.key, call.deadline) }
    }

    /// Fires deadlines until shut down.
    public func run() async throws {
        try await untilShutdown {
            try await withThrowingDiscardingTaskGroup { group in
                var nextPoll = self.coordinator.now
                while !Task.isCancelled {
                    let now = self.coordinator.now
                    var due = self.dueInMemory(at: now)
                    if now >= nextPoll {
                        nextPoll = now.addingTimeInterval(Self.pollInterval)
                        due.formUnion(await self.dueInStore(at: now))
                    }
                    for key in self.claim(due) { group.addTask { await self.fire(key) } }
                    try await self.coordinator.clock.sleep(until: self.nextTurn(after: now, poll: nextPoll))
                }
            }
        }
    }

    private func nextTurn(after now: Date, poll: Date) -> Date {
        let turn = min(now.addingTimeInterval(Self.turn), poll)
        return state.withLock { $0.timers.earliest.map { min($0, turn) } ?? turn }
    }

    /// Calls whose time has come. An entry whose call has a later deadline by now, or none, is stale; one that fell out of the cache is left to the poll.
    private func dueInMemory(at now: Date) -> Set<CallKey> {
        state.withLock { $0.popDue(at: now) }.filter { key in
            coordinator.cache.call(key)?.deadline.map { $0 <= now } ?? false
        }
    }

    private func dueInStore(at now: Date) async -> Set<CallKey> {
        do {
            return Set(try await coordinator.repository.dueCalls(by: now.addingTimeInterval(-Self.pollGrace), limit: Self.width).map(\.key))
        } catch {
            logger.warning("Deadlines could not be read", metadata: [LogKey.error: "\(error)"])
            return []
        }
    }

    private func claim(_ due: Set<CallKey>) -> Set<CallKey> {
        state.withLock { state in
            let fresh = due.subtracting(state.firing)
            state.firing.formUnion(fresh)
            return fresh
        }
    }

    private func fire(_ key: CallKey) async {
        do {
            try await coordinator.perform(.deadlinePassed, on: key)
        } catch {
            logger.warning("A deadline could not be written", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(error)"])
        }
        _ = state.withLock { $0.firing.remove(key) }
    }
}
