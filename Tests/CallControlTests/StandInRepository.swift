import CallControl
import CallSignaling
import FoundationEssentials

/// A repository in front of another: it passes on whatever a test does not answer itself.
protocol StandInRepository: CallRepository {
    var base: any CallRepository { get }
}

extension StandInRepository {
    func insert(_ call: Call, outbox: [OutboxEntry]) async throws { try await base.insert(call, outbox: outbox) }
    func replace(_ call: Call, expecting version: Int, appending outbox: [OutboxEntry]) async throws -> Bool {
        try await base.replace(call, expecting: version, appending: outbox)
    }
    func call(_ key: CallKey) async throws -> Call? { try await base.call(key) }
    func liveCalls(engaging members: [MemberID], in church: ChurchID) async throws -> [Call] {
        try await base.liveCalls(engaging: members, in: church)
    }
    func history(_ query: HistoryQuery) async throws -> HistoryPage { try await base.history(query) }
    func statistics(of member: MemberID, in church: ChurchID, since start: Date) async throws -> CallStatistics {
        try await base.statistics(of: member, in: church, since: start)
    }
    func dueCalls(by date: Date, limit: Int) async throws -> [Call] { try await base.dueCalls(by: date, limit: limit) }
    func recentCalls(endedAfter date: Date, beyond last: Call?, limit: Int) async throws -> [Call] {
        try await base.recentCalls(endedAfter: date, beyond: last, limit: limit)
    }
    func pendingSignals(limit: Int) async throws -> [PendingSignals] { try await base.pendingSignals(limit: limit) }
    func discardSignals(_ done: [DeliveredSignals]) async throws { try await base.discardSignals(done) }
    func prepare() async throws { try await base.prepare() }
    func ping() async throws { try await base.ping() }
    func serverTime() async throws -> Date { try await base.serverTime() }
}
