import BSON
import CallControl
import CallSignaling
import DequeModule
import Mongo
import Synchronization

/// Reads single calls, as changes and repeats need them: group read, as `WriteQueue` is group commit.
///
/// Overview: whatever queued up while the last question was on its way goes out as the next one, without any wait.
/// Concurrency: at most `width` questions at once, so that a thousand reads take the time of few, and leave threads to others. Whoever asks decodes.
/// Invariants: each asker is answered once, and never with another tenant's call. Who waits while a question fails is told the same, so that nobody waits
/// for two outages.
final class ReadQueue: Sendable {
    private struct Question {
        let queuedAt = ContinuousClock.now
        var askers: [CheckedContinuation<Result<BSONDocument?, any Error>, Never>]
    }

    private struct State {
        /// In the order they came.
        var keys: Deque<CallKey> = []
        var waiting: [CallKey: Question] = [:]
        var underWay = 0

        mutating func take(_ count: Int) -> [CallKey: Question] {
            var batch: [CallKey: Question] = [:]
            while batch.count < count, let key = keys.popFirst() { batch[key] = waiting.removeValue(forKey: key) }
            return batch
        }
    }

    private static let batchLimit = 256
    private static let width = 2
    /// How long a question may wait before it is sent; then it is refused, since the database cannot keep up.
    private static let longestWait = Duration.milliseconds(3_500)

    private let state = Mutex(State())
    private let calls: MongoCollection

    init(calls: MongoCollection) { self.calls = calls }

    /// The document of a call with marks of what waits in its outbox; nil where there is none. Throws `DependencyFailure`. Cancelling the task does not
    /// take the question back.
    func document(of key: CallKey) async throws -> BSONDocument? {
        try await withCheckedContinuation { asker in
            let isFirst = state.withLock { state in
                if state.waiting[key] == nil { state.keys.append(key) }
                state.waiting[key, default: Question(askers: [])].askers.append(asker)
                guard state.underWay < Self.width else { return false }
                state.underWay += 1
                return true
            }
            if isFirst { startReading() }
        }.get()
    }

    /// A task of its own, because a question carries those of many askers: none of them may cancel it.
    private func startReading() {
        Task { while let batch = self.nextBatch() { await self.read(batch) } }
    }

    /// The next questions to send together; nil ends the reading.
    private func nextBatch() -> [CallKey: Question]? {
        while true {
            let batch = state.withLock { state in
                let batch = state.take(Self.batchLimit)
                if batch.isEmpty { state.underWay -= 1 }
                return batch
            }
            guard !batch.isEmpty else { return nil }
            let now = ContinuousClock.now
            let late = batch.filter { $0.value.queuedAt.duration(to: now) > Self.longestWait }
            fail(late, DependencyFailure(.database, reason: "too many readings wait"))
            if late.count < batch.count { return batch.filter { late[$0.key] == nil } }
        }
    }

    private func read(_ batch: [CallKey: Question]) async {
        do {
            let query = CallQuery.stored(Array(batch.keys))
            let found = try await MongoFailure.translating { () throws(MongoError) in
                try await calls.find(query.filter, options: query.options)
            }
            let documents = Dictionary(found.compactMap { document in document.key.map { ($0, document) } }) { first, _ in first }
            for (key, question) in batch {
                for asker in question.askers { asker.resume(returning: .success(documents[key])) }
            }
        } catch {
            let waiting = state.withLock { $0.take(.max) }
            fail(batch, error)
            fail(waiting, error)
        }
    }

    private func fail(_ questions: [CallKey: Question], _ error: any Error) {
        for asker in questions.values.flatMap(\.askers) { asker.resume(returning: .failure(error)) }
    }
}

extension BSONDocument {
    /// Which call it is.
    fileprivate var key: CallKey? {
        guard let id = self[CallField.id]?.string, let church = self[CallField.church]?.string else { return nil }
        return CallKey(ChurchID(church), CallID(id))
    }
}
