import BSON
import CallControl
import CallSignaling
import Mongo
import Synchronization

/// Reads single calls, as changes and repeats need them: group read, as `WriteQueue` is group commit.
///
/// Overview: whatever queued up while the last question was on its way goes out as the next one, without any wait.
/// Concurrency: at most `width` questions at once, so that a thousand reads take the time of few, and leave threads to others. Whoever asks decodes.
/// Invariants: each asker is answered once, and never with another tenant's call.
final class ReadQueue: Sendable {
    private typealias Asker = CheckedContinuation<Result<BSONDocument?, any Error>, Never>

    private struct State {
        var waiting: [CallKey: [Asker]] = [:]
        var underWay = 0
    }

    private static let batchLimit = 256
    private static let width = 2

    private let state = Mutex(State())
    private let calls: MongoCollection

    init(calls: MongoCollection) { self.calls = calls }

    /// The document of a call with marks of what waits in its outbox; nil where there is none. Throws `DependencyFailure`. Cancelling the task does not
    /// take the question back.
    func document(of key: CallKey) async throws -> BSONDocument? {
        try await withCheckedContinuation { asker in
            let isFirst = state.withLock { state in
                state.waiting[key, default: []].append(asker)
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

    /// The next question; nil ends the reading.
    private func nextBatch() -> [CallKey: [Asker]]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.underWay -= 1
                return nil
            }
            guard state.waiting.count > Self.batchLimit else {
                defer { state.waiting = [:] }
                return state.waiting
            }
            var batch: [CallKey: [Asker]] = [:]
            for (key, askers) in state.waiting.prefix(Self.batchLimit) { batch[key] = askers }
            for key in batch.keys { state.waiting[key] = nil }
            return batch
        }
    }

    private func read(_ batch: [CallKey: [Asker]]) async {
        let result: Result<[CallKey: BSONDocument], any Error>
        do {
            let query = CallQuery.stored(Array(batch.keys))
            let found = try await MongoFailure.translating { () throws(MongoError) in
                try await calls.find(query.filter, options: query.options)
            }
            result = .success(Dictionary(found.compactMap { document in document.key.map { ($0, document) } }) { first, _ in first })
        } catch {
            result = .failure(error)
        }
        for (key, askers) in batch {
            for asker in askers { asker.resume(returning: result.map { $0[key] }) }
        }
    }
}

extension BSONDocument {
    /// Which call it is.
    fileprivate var key: CallKey? {
        guard let id = self[CallField.id]?.string, let church = self[CallField.church]?.string else { return nil }
        return CallKey(ChurchID(church), CallID(id))
    }
}
