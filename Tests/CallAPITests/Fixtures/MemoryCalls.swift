import CallControl
import CallSignaling
import CallStorage
import Foundation
import Synchronization

/// The memory store, which remembers what was stored, and can be made to fail or never to answer.
struct MemoryCalls: CallRepository {
    private struct State {
        var calls: [CallKey: Call] = [:]
        var outbox: [OutboxEntry] = []
        var down: (any Error)?
        var hangs = false
        var stalled: [CheckedContinuation<Void, Never>]?
    }

    private final class Board: Sendable {
        let state = Mutex(State())
    }

    private let board: Board
    private let base: MemoryCallRepository
    /// What an instance knows of calls, fed as in the service.
    let cache: LiveCallCache

    init() {
        let (board, cache) = (Board(), LiveCallCache())
        self.board = board
        self.cache = cache
        base = MemoryCallRepository { commit in
            cache.store(commit.call, outbox: commit.outbox)
            board.state.withLock { state in
                state.calls[commit.call.key] = commit.call
                state.outbox += commit.signals
            }
        }
    }

    /// Calls as last stored.
    var calls: [CallKey: Call] { board.state.withLock(\.calls) }
    /// All signals that were stored.
    var outbox: [OutboxEntry] { board.state.withLock(\.outbox) }

    /// Fails everything from now on; nil mends it.
    func fail(with error: (any Error)?) { board.state.withLock { $0.down = error } }
    func hang() { board.state.withLock { $0.hangs = true } }

    /// Carries out nothing until `resume`, and heeds no cancellation meanwhile.
    func stall() { board.state.withLock { $0.stalled = [] } }

    /// Carries out what has waited.
    func resume() {
        let stalled = board.state.withLock { state in
            defer { state.stalled = nil }
            return state.stalled ?? []
        }
        for continuation in stalled { continuation.resume() }
    }

    /// The store, if it is well; a hanging one answers after a minute, long after anybody waits.
    private func store() async throws -> MemoryCallRepository {
        await withCheckedContinuation { continuation in
            let isStalled = board.state.withLock { state in
                state.stalled?.append(continuation)
                return state.stalled != nil
            }
            if !isStalled { continuation.resume() }
        }
        let (down, hangs) = board.state.withLock { ($0.down, $0.hangs) }
        if hangs { try await Task.sleep(for: .seconds(60)) }
        if let down { throw down }
        return base
    }

    func insert(_ call: Call, outbox: [OutboxEntry]) async throws { try await store().insert(call, outbox: outbox) }

    func replace(
        _ call: Call, expecting version: Int, knowing known: Call?, appending outbox: [OutboxEntry], after marks: [OutboxMark]
    ) async throws -> Bool {
        try await store().replace(call, expecting: version, knowing: known, appending: outbox, after: marks)
    }

    func storedCall(_ key: CallKey) async throws -> StoredCall? { try await store().storedCall(key) }

    func call(_ key: CallKey) async throws -> Call? { try await store().call(key) }

    func call(holding key: RequestKey, in church: ChurchID) async throws -> Call? { try await store().call(holding: key, in: church) }

    func removeRequest(_ key: RequestKey, in church: ChurchID, usedBefore date: Date) async throws {
        try await store().removeRequest(key, in: church, usedBefore: date)
    }

    func purgeRequests(before date: Date, limit: Int) async throws -> Int { try await store().purgeRequests(before: date, limit: limit) }

    func liveCalls(engaging members: [MemberID], in church: ChurchID) async throws -> [Call] {
        try await store().liveCalls(engaging: members, in: church)
    }

    func liveCallCount(in church: ChurchID, limit: Int) async throws -> Int {
        try await store().liveCallCount(in: church, limit: limit)
    }
    func engagedMembers(among members: [MemberID]?, in church: ChurchID, callLimit: Int) async throws -> Set<MemberID> {
        try await store().engagedMembers(among: members, in: church, callLimit: callLimit)
    }

    func history(_ query: HistoryQuery) async throws -> HistoryPage { try await store().history(query) }

    func statistics(of member: MemberID, in church: ChurchID, since start: Date) async throws -> CallStatistics {
        try await store().statistics(of: member, in: church, since: start)
    }

    func dueCalls(by date: Date, limit: Int) async throws -> [Call] { try await store().dueCalls(by: date, limit: limit) }

    func ownCalls(endedAfter date: Date, beyond last: Call?, limit: Int) async throws -> [Call] {
        try await store().ownCalls(endedAfter: date, beyond: last, limit: limit)
    }

    func pendingSignals(beyond last: PendingSignals?, limit: Int) async throws -> [PendingSignals] {
        try await store().pendingSignals(beyond: last, limit: limit)
    }
    func pendingSignals(of keys: [CallKey]) async throws -> [PendingSignals] { try await store().pendingSignals(of: keys) }
    func renewLease(isFirst: Bool, isMute: Bool) async throws -> LeaseReport {
        try await store().renewLease(isFirst: isFirst, isMute: isMute)
    }
    func takeOverSignals(from owners: [String]) async throws -> Int { try await store().takeOverSignals(from: owners) }
    func takeOver(from owners: [String]) async throws { try await store().takeOver(from: owners) }
    func endLease() async throws { try await store().endLease() }
    func discardSignals(_ done: [DeliveredSignals]) async throws { try await store().discardSignals(done) }
    func prepare() async throws { try await store().prepare() }
    func ping() async throws { try await store().ping() }
    func serverTime() async throws -> Date { try await store().serverTime() }
}
