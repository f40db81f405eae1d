import CallControl
import CallSignaling
import FoundationEssentials

/// A repository in front of another: it passes on whatever a test does not answer itself.
protocol StandInRepository: CallRepository {
    var base: any CallRepository { get }
}

extension StandInRepository {
    func insert(_ call: Call, outbox: [OutboxEntry]) async throws { try await base.insert(call, outbox: outbox) }
    func replace(
        _ call: Call, expecting version: Int, knowing known: Call?, appending outbox: [OutboxEntry], after marks: [OutboxMark]
    ) async throws -> Bool {
        try await base.replace(call, expecting: version, knowing: known, appending: outbox, after: marks)
    }
    func storedCall(_ key: CallKey) async throws -> StoredCall? { try await base.storedCall(key) }
    func call(holding key: RequestKey, in church: ChurchID) async throws -> Call? { try await base.call(holding: key, in: church) }
    func removeRequest(_ key: RequestKey, in church: ChurchID, usedBefore date: Date) async throws {
        try await base.removeRequest(key, in: church, usedBefore: date)
    }
    func purgeRequests(before date: Date, limit: Int) async throws -> Int { try await base.purgeRequests(before: date, limit: limit) }
    func call(_ key: CallKey) async throws -> Call? { try await base.call(key) }
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
    func prepare() async throws { try await base.prepare() }
    func ping() async throws { try await base.ping() }
    func serverTime() async throws -> Date { try await base.serverTime() }
}
