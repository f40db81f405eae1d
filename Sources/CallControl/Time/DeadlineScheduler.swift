public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Tells each call when its deadline has passed.
///
/// **Overview.** Deadlines of calls this instance stored are kept in memory and fired on time; a poll of the store, at least once a second,
/// finds those of other instances and earlier runs, and those that could not be written. **Concurrency.** Timers and poll are loops of their own, each with
/// a bounded number of firings under way: a slow poll delays no timer. Any number of instances may fire the same deadline: the compare-and-swap lets one win.
/// **Lifecycle.** `run()` until shut down; what is then due is left to whoever runs next.
/// **Invariants.** A call is never fired twice at once by one instance. Memory follows the number of live calls.
public final class DeadlineScheduler: Service {
    /// Longest time a newly stored, nearer deadline may go unnoticed, seconds.
    static let turn = 0.05
    /// Most deadlines of timers written at once; the others wait in their order, and requests do not wait behind them.
    static let width = 128

    private let state = Mutex(DeadlineBook())
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
        let poll = DeadlinePoll(
            repository: coordinator.repository, clock: coordinator.clock, logger: logger,
            isBehind: { self.state.withLock(\.firingCount) > Self.width }, claim: claim, fire: fire)
        try await untilShutdown {
            let (due, queue) = AsyncStream<CallKey>.makeStream()
            try await withThrowingTaskGroup { group in
                group.addTask { try await self.watch(queue) }
                group.addTask { await self.fire(due) }
                group.addTask { try await poll.run() }
                try await group.waitForAll()
            }
        }
    }

    /// Queues what is due, in order. The queue has no bound of its own: each call stands in it once.
    private func watch(_ queue: AsyncStream<CallKey>.Continuation) async throws {
        defer { queue.finish() }
        while true {
            let now = coordinator.now
            let turn = now.addingTimeInterval(Self.turn)
            let (due, next) = state.withLock { ($0.takeDue(at: now), $0.earliest) }
            for key in due { queue.yield(key) }
            try await coordinator.clock.sleep(until: next.map { min($0, turn) } ?? turn)
        }
    }

    /// Fires what is queued, at most `width` at once.
    private func fire(_ due: AsyncStream<CallKey>) async {
        await withTaskGroup(of: Void.self) { group in
            var count = 0
            for await key in due {
                if count >= Self.width { await group.next() } else { count += 1 }
                group.addTask {
                    await self.write(key)
                    self.state.withLock { $0.finish(key) }
                }
            }
        }
    }

    /// Takes on some of what the poll found, but nothing that a timer is about to fire.
    private func claim(_ page: [Call], limit: Int) -> [Call] {
        let begun = state.withLock { $0.begin(page.map(\.key), limit: limit) }
        return page.filter { begun.contains($0.key) }
    }

    /// Fires a call of the poll's. False when it could not be written.
    private func fire(_ call: Call) async -> Bool {
        let isWritten = await write(call.key)
        state.withLock { $0.finish(call.key) }
        return isWritten
    }

    /// What cannot be written now is found by the poll again.
    @discardableResult
    private func write(_ key: CallKey) async -> Bool {
        do {
            try await coordinator.perform(.deadlinePassed, on: key)
            return true
        } catch CallFailure.unknownCall {
            return true  // deleted meanwhile
        } catch is CancellationError {
            return false
        } catch {
            logger.warning("A deadline could not be written", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(error)"])
            return false
        }
    }
}
