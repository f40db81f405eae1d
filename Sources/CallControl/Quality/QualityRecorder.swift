public import CallSignaling
import DequeModule
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Writes reports down, many at a time, so that no request waits for it.
///
/// **Overview.** `note` puts a report into a queue; about a second later it is written with all that came meanwhile.
/// **Concurrency.** Safe to use from anywhere; `note` never waits.
/// **Lifecycle.** `run()` until shut down; what waits then is written once more, if the database takes it.
/// **Bounds.** At most `limit` reports wait. When the database is away for longer the oldest go, counted; what waits at a crash is lost.
public final class QualityRecorder: Service {
    /// Most reports that wait.
    public static let limit = 20_000
    /// Most that one command writes.
    static let batchSize = 1_000
    /// Seconds between two rounds of writing.
    static let interval = 1.0
    /// Most seconds between two rounds when they fail.
    static let longestPause = 30.0

    private struct State {
        var waiting = Deque<QualityRecord>()
        var lost = 0
        var isPrepared = false

        mutating func trim() {
            let excess = waiting.count - QualityRecorder.limit
            guard excess > 0 else { return }
            waiting.removeFirst(excess)
            lost += excess
        }
    }

    private let store: any QualityStore
    private let clock: any CallClock
    private let logger: Logger
    private let state = Mutex(State())

    /// A recorder that writes to `store`.
    public init(store: any QualityStore, clock: any CallClock, logger: Logger) {
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    /// Reports lost since the start, since too many waited.
    public var lost: Int { state.withLock(\.lost) }

    /// Takes a report to be written.
    public func note(_ record: QualityRecord) {
        state.withLock { state in
            state.waiting.append(record)
            state.trim()
        }
    }

    /// Writes until shut down.
    public func run() async throws {
        try await untilShutdown { [self] in
            var pause = Self.interval
            while !Task.isCancelled {
                try await clock.sleep(until: clock.now().addingTimeInterval(pause))
                pause = await isFlushed() ? Self.interval : min(pause * 2, Self.longestPause)
            }
        }
        _ = await isFlushed()
    }

    /// Writes all that waits. Throws what the store throws; what was not written waits on.
    public func flush() async throws {
        if !state.withLock(\.isPrepared) {
            guard state.withLock({ !$0.waiting.isEmpty }) else { return }
            try await store.prepare()
            state.withLock { $0.isPrepared = true }
        }
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.waiting.prefix(Self.batchSize))
                state.waiting.removeFirst(batch.count)
                return batch
            }
            guard !batch.isEmpty else { return }
            do {
                try await store.add(batch)
            } catch {
                state.withLock { state in
                    state.waiting.prepend(contentsOf: batch)
                    state.trim()
                }
                throw error
            }
        }
    }

    /// Each reporter's reports of a call in short. What was reported within the last second or so may be missing.
    public func summaries(of call: Call) async throws -> [MemberID: QualitySummary] {
        try await store.summaries(of: call.key, since: call.initiatedAt)
    }

    private func isFlushed() async -> Bool {
        do {
            try await flush()
            return true
        } catch {
            let (waiting, lost) = state.withLock { ($0.waiting.count, $0.lost) }
            logger.warning(
                "Quality reports cannot be written",
                metadata: [LogKey.error: "\(error)", LogKey.count: "\(waiting)", LogKey.lost: "\(lost)"])
            return false
        }
    }
}
