import CallControl
import CallSignaling
import CallStorage
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import CallServer

/// A starting instance waits for its store and takes note of the calls in it.
@Suite struct StartupRecoveryTests {
    @Test func databaseThatIsDownIsWaitedFor() async throws {
        let store = StubbornStore(failures: 3)
        let recovery = recovery(of: store)
        #expect(!recovery.isComplete)
        try await run(recovery) { await store.awaitPrepared() }
        #expect(recovery.isComplete)
        #expect(store.attempts == 4)
    }

    private func recovery(of store: StubbornStore) -> StartupRecovery {
        let clock = ImpatientClock()
        let relay = SignalRelay(
            repository: store, publisher: NoBroker(), uncertain: UncertainChanges(), cache: LiveCallCache(), clock: clock, logger: silent)
        let lease = InstanceLease(
            repository: store, observers: CommitObservers(cache: LiveCallCache()), relay: relay, tail: 10, clock: clock, logger: silent)
        return StartupRecovery(repository: store, lease: lease, clock: clock, logger: silent)
    }

    /// Runs the service until `condition` holds and it is complete, then shuts it down.
    private func run(_ recovery: StartupRecovery, until condition: @escaping @Sendable () async -> Void) async throws {
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: OrderlyService(service: recovery))], gracefulShutdownSignals: [], logger: silent)
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            await condition()
            while !recovery.isComplete { await Task.yield() }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}

/// A broker that is never there.
private struct NoBroker: SignalPublisher {
    let isConnected = false
    func publish(_ message: OutboundMessage, completion: @escaping @Sendable (Result<Void, PublishFailure>) -> Void) {
        completion(.failure(.cutOff("no broker")))
    }
}

/// The machine's time, and no waiting.
private struct ImpatientClock: CallClock {
    func now() -> Date { SystemClock().now() }
    func sleep(until date: Date) async throws {
        try Task.checkCancellation()
        await Task.yield()
    }
}

/// A store in memory whose first preparations fail.
private final class StubbornStore: CallRepository {
    private let base = MemoryCallRepository { _ in }
    private let failures: Int
    private let count = Atomic(0)
    private let prepared = AsyncStream<Void>.makeStream()

    init(failures: Int) { self.failures = failures }

    var attempts: Int { count.load(ordering: .relaxed) }

    func awaitPrepared() async { for await _ in prepared.stream { return } }

    func prepare() async throws {
        guard count.add(1, ordering: .relaxed).newValue > failures else { throw DependencyFailure(.database, reason: "down") }
        prepared.continuation.yield()
    }

    func insert(_ call: Call, outbox: [OutboxEntry]) async throws { try await base.insert(call, outbox: outbox) }
    func replace(
        _ call: Call, expecting version: Int, knowing known: Call?, appending outbox: [OutboxEntry], after marks: [OutboxMark]
    ) async throws -> Bool {
        try await base.replace(call, expecting: version, knowing: known, appending: outbox, after: marks)
    }

    func storedCall(_ key: CallKey) async throws -> StoredCall? { try await base.storedCall(key) }
    func call(_ key: CallKey) async throws -> Call? { try await base.call(key) }
    func call(holding key: RequestKey, in church: ChurchID) async throws -> Call? { try await base.call(holding: key, in: church) }
    func removeRequest(_ key: RequestKey, in church: ChurchID, usedBefore date: Date) async throws {
        try await base.removeRequest(key, in: church, usedBefore: date)
    }
    func purgeRequests(before date: Date, limit: Int) async throws -> Int { try await base.purgeRequests(before: date, limit: limit) }
    func liveCalls(engaging members: [MemberID], in church: ChurchID) async throws -> [Call] {
        try await base.liveCalls(engaging: members, in: church)
    }
    func liveCallCount(in church: ChurchID, limit: Int) async throws -> Int {
        try await base.liveCallCount(in: church, limit: limit)
    }
    func engagedMembers(among members: [MemberID]?, in church: ChurchID, callLimit: Int) async throws -> Set<MemberID> {
        try await base.engagedMembers(among: members, in: church, callLimit: callLimit)
    }
    func history(_ query: HistoryQuery) async throws -> HistoryPage { try await base.history(query) }
    func statistics(of member: MemberID, in church: ChurchID, since start: Date) async throws -> CallStatistics {
        try await base.statistics(of: member, in: church, since: start)
    }
    func dueCalls(by date: Date, limit: Int) async throws -> [Call] { try await base.dueCalls(by: date, limit: limit) }
    func ownCalls(endedAfter date: Date, beyond last: Call?, limit: Int) async throws -> [Call] {
        try await base.ownCalls(endedAfter: date, beyond: last, limit: limit)
    }
    func pendingSignals(beyond last: PendingSignals?, limit: Int) async throws -> [PendingSignals] {
        try await base.pendingSignals(beyond: last, limit: limit)
    }
    func pendingSignals(of keys: [CallKey]) async throws -> [PendingSignals] { try await base.pendingSignals(of: keys) }
    func renewLease(isFirst: Bool, isMute: Bool) async throws -> LeaseReport {
        try await base.renewLease(isFirst: isFirst, isMute: isMute)
    }
    func takeOverSignals(from owners: [String]) async throws -> Int { try await base.takeOverSignals(from: owners) }
    func takeOver(from owners: [String]) async throws { try await base.takeOver(from: owners) }
    func endLease() async throws { try await base.endLease() }
    func discardSignals(_ done: [DeliveredSignals]) async throws { try await base.discardSignals(done) }
    func ping() async throws { try await base.ping() }
    func serverTime() async throws -> Date { try await base.serverTime() }
}
