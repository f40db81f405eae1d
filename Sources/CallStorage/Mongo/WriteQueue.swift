import CallControl
import CallSignaling
import DequeModule
import Logging
import Mongo
import Synchronization

/// The one way calls are written: group commit.
///
/// Overview: whatever queued up while the last batch was in flight goes out as the next one, without any wait (DESIGN 7).
/// Concurrency: one writer thread of the driver at a time. Two writes of one call are never in the same batch, so they are done, and
/// told to the observer, in the order they came.
/// Lifecycle: the thread is taken when something is queued and given back when nothing is.
/// Invariants: each write is answered once. Writes that were never sent when the database is given up are answered along with those
/// that were, so none waits for two outages.
final class WriteQueue: Sendable {
    private struct State {
        var waiting: Deque<QueuedWrite> = []
        var isDraining = false
    }

    private static let batchLimit = 256
    /// How long a write may wait before it is sent; then it is refused, since the database cannot keep up.
    private static let longestWait = Duration.seconds(2)

    private let state = Mutex(State())
    private let client: MongoClient
    private let namespace: MongoNamespace
    private let onCommit: @Sendable (Commit) -> Void
    private let logger: Logger

    init(client: MongoClient, namespace: MongoNamespace, onCommit: @escaping @Sendable (Commit) -> Void, logger: Logger) {
        self.client = client
        self.namespace = namespace
        self.onCommit = onCommit
        self.logger = logger
    }

    /// Queues a write and waits for its outcome. Cancelling the task does not take it back.
    func write(_ makeWrite: (CheckedContinuation<QueuedWrite.Outcome, Never>) -> QueuedWrite) async -> QueuedWrite.Outcome {
        await withCheckedContinuation { continuation in
            let write = makeWrite(continuation)
            let isFirst = state.withLock { state in
                state.waiting.append(write)
                defer { state.isDraining = true }
                return !state.isDraining
            }
            if isFirst { startDraining() }
        }
    }

    /// A task of its own, because a batch carries the writes of many callers: none of them may cancel it.
    private func startDraining() {
        Task {
            do {
                try await client.withWriter { connection in
                    while let batch = self.nextBatch() { self.send(batch, over: connection) }
                }
            } catch let error as MongoError {
                failWaiting(with: MongoFailure.translated(error))
            } catch {
                failWaiting(with: error)
            }
        }
    }

    /// The next writes to send; nil ends the draining.
    private func nextBatch() -> [QueuedWrite]? {
        state.withLock { state in
            var batch: [QueuedWrite] = []
            var calls: Set<CallID> = []
            var held: [QueuedWrite] = []
            while batch.count < Self.batchLimit, let write = state.waiting.popFirst() {
                if calls.insert(write.key.callID).inserted { batch.append(write) } else { held.append(write) }
            }
            state.waiting.prepend(contentsOf: held)
            state.isDraining = !batch.isEmpty
            return batch.isEmpty ? nil : batch
        }
    }

    private func send(_ batch: [QueuedWrite], over connection: borrowing MongoConnection) {
        let now = ContinuousClock.now
        let late = batch.filter { $0.queuedAt.duration(to: now) > Self.longestWait }
        answer(late, DependencyFailure(.database, reason: "too many writes wait"))
        let round = WriteRound(namespace: namespace, startedAt: now, logger: logger)
        var outage: DependencyFailure?
        for kind in QueuedWrite.Kind.allCases {
            let writes = batch.filter { $0.kind == kind && $0.queuedAt.duration(to: now) <= Self.longestWait }
            if let outage {
                answer(writes, outage)
            } else if !writes.isEmpty {
                outage = send(writes, in: round, over: connection)
            }
        }
        if let outage { failWaiting(with: outage, keepDraining: true) }
    }

    /// Sends writes of one kind; the failure when the database was given up.
    private func send(_ writes: [QueuedWrite], in round: WriteRound, over connection: borrowing MongoConnection) -> DependencyFailure? {
        do throws(MongoError) {
            for (write, outcome) in try round.settle(writes, over: connection) { answer(write, outcome) }
            return nil
        } catch {
            let failure = MongoFailure.translated(error)
            answer(writes, failure)
            return failure as? DependencyFailure
        }
    }

    private func answer(_ write: QueuedWrite, _ outcome: QueuedWrite.Outcome) {
        if case .stored = outcome { onCommit(write.commit) }
        write.continuation.resume(returning: outcome)
    }

    private func answer(_ writes: some Sequence<QueuedWrite>, _ error: any Error) {
        for write in writes { answer(write, .failed(error)) }
    }

    private func failWaiting(with error: any Error, keepDraining: Bool = false) {
        let waiting = state.withLock { state in
            state.isDraining = keepDraining
            defer { state.waiting = [] }
            return state.waiting
        }
        answer(waiting, error)
    }
}
