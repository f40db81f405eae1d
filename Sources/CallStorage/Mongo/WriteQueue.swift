import CallControl
import CallSignaling
import DequeModule
import Logging
import Mongo
import Synchronization

/// The way calls are written: group commit. A repository has a queue for new calls and one for changes.
///
/// Overview: whatever queued up while the last batch was in flight goes out as the next one, without any wait (DESIGN 7).
/// Concurrency: one writer thread of the driver at a time. Two writes of one call are never in the same batch, so they are done, and
/// told to the observer, in the order they came.
/// Lifecycle: the thread is taken when something is queued and given back when nothing is.
/// Invariants: each write is answered once. Writes that were never sent when the database is given up are answered along with those
/// that were, so none waits for two outages.
final class WriteQueue: Sendable {
    private struct Entry: Sendable {
        let write: CallWrite
        let queuedAt = ContinuousClock.now
        let continuation: CheckedContinuation<CallWrite.Outcome, Never>
    }

    private struct State {
        var waiting: Deque<Entry> = []
        var isDraining = false
    }

    private static let batchLimit = 256
    /// How long a write may wait before it is sent; then it is refused, since the database cannot keep up.
    private static let longestWait = Duration.milliseconds(3_500)

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
    func outcome(of write: CallWrite) async -> CallWrite.Outcome {
        await withCheckedContinuation { continuation in
            let isFirst = state.withLock { state in
                state.waiting.append(Entry(write: write, continuation: continuation))
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
    private func nextBatch() -> [Entry]? {
        state.withLock { state in
            var batch: [Entry] = []
            var calls: Set<CallID> = []
            var held: [Entry] = []
            while batch.count < Self.batchLimit, let entry = state.waiting.popFirst() {
                if calls.insert(entry.write.key.callID).inserted { batch.append(entry) } else { held.append(entry) }
            }
            state.waiting.prepend(contentsOf: held)
            state.isDraining = !batch.isEmpty
            return batch.isEmpty ? nil : batch
        }
    }

    private func send(_ batch: [Entry], over connection: borrowing MongoConnection) {
        let now = ContinuousClock.now
        let late = batch.filter { $0.queuedAt.duration(to: now) > Self.longestWait }
        answer(late, DependencyFailure(.database, reason: "too many writes wait"))
        let round = WriteRound(namespace: namespace, startedAt: now, logger: logger)
        var outage: DependencyFailure?
        for kind in CallWrite.Kind.allCases {
            let entries = batch.filter { $0.write.kind == kind && $0.queuedAt.duration(to: now) <= Self.longestWait }
            if let outage {
                answer(entries, outage)
            } else if !entries.isEmpty {
                outage = send(entries, in: round, over: connection)
            }
        }
        if let outage { failWaiting(with: outage, keepDraining: true) }
    }

    /// Sends writes of one kind; the failure when the database was given up.
    private func send(_ entries: [Entry], in round: WriteRound, over connection: borrowing MongoConnection) -> DependencyFailure? {
        do throws(MongoError) {
            let outcomes = try round.settle(entries.map(\.write), over: connection)
            for (entry, outcome) in zip(entries, outcomes) { answer(entry, outcome) }
            return nil
        } catch {
            let failure = MongoFailure.translated(error)
            answer(entries, failure)
            return failure as? DependencyFailure
        }
    }

    private func answer(_ entry: Entry, _ outcome: CallWrite.Outcome) {
        if case .stored = outcome { onCommit(entry.write.commit) }
        entry.continuation.resume(returning: outcome)
    }

    private func answer(_ entries: some Sequence<Entry>, _ error: any Error) {
        for entry in entries { answer(entry, .failed(error)) }
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
