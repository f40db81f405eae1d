import CallControl
import CallSignaling
import Foundation

/// Calls in memory, no more than these tests need. `down` makes every method fail, `hangs` makes it never answer.
actor MemoryCalls: CallRepository {
    private(set) var calls: [CallKey: Call] = [:]
    private(set) var outbox: [OutboxEntry] = []
    private var down: (any Error)?
    private var hangs = false

    func fail(with error: any Error) { down = error }
    func hang() { hangs = true }

    private func check() async throws {
        if hangs { try await Task.sleep(for: .seconds(60)) }
        if let down { throw down }
    }

    private func lock(_ call: Call) throws {
        let others = calls.values.filter { $0.key != call.key && $0.churchID == call.churchID && $0.status.isLive }
        let taken = call.engaged.filter { member in others.contains { $0.engaged.contains(member) } }
        if call.status.isLive, !taken.isEmpty { throw EngagedConflict(members: taken) }
    }

    func insert(_ call: Call, outbox entries: [OutboxEntry]) async throws {
        try await check()
        try lock(call)
        calls[call.key] = call
        outbox += entries
    }

    func replace(_ call: Call, expecting version: Int, appending entries: [OutboxEntry]) async throws -> Bool {
        try await check()
        guard calls[call.key]?.version == version else { return false }
        try lock(call)
        calls[call.key] = call
        outbox += entries
        return true
    }

    func call(_ key: CallKey) async throws -> Call? {
        try await check()
        return calls[key]
    }

    func liveCalls(engaging members: [MemberID], in church: ChurchID) async throws -> [Call] {
        try await check()
        return calls.values.filter { $0.churchID == church && $0.status.isLive && !Set($0.engaged).isDisjoint(with: members) }
    }

    func history(_ query: HistoryQuery) async throws -> HistoryPage {
        try await check()
        let mine = calls.values.filter {
            $0.churchID == query.churchID && $0.participant(query.member) != nil && (query.type == nil || $0.type == query.type)
        }
        let sorted = mine.sorted { $0.initiatedAt > $1.initiatedAt }
        return HistoryPage(calls: Array(sorted.dropFirst((query.page - 1) * query.pageSize).prefix(query.pageSize)), total: mine.count)
    }

    func statistics(of member: MemberID, in church: ChurchID, since start: Date) async throws -> CallStatistics {
        try await check()
        var sums = CallStatistics()
        for call in calls.values where call.churchID == church && call.participant(member) != nil && call.initiatedAt >= start {
            sums.totalCalls += 1
            sums.totalDurationSeconds += call.durationSeconds ?? 0
            sums.answeredCalls += call.durationSeconds == nil ? 0 : 1
            if call.type == .voice { sums.voiceCalls += 1 } else { sums.videoCalls += 1 }
            sums.missedCalls += call.participant(member)?.state == .missed ? 1 : 0
        }
        return sums
    }

    func dueCalls(by date: Date, limit: Int) async throws -> [Call] { [] }
    func recentCalls(endedAfter date: Date, beyond last: Call?, limit: Int) async throws -> [Call] { [] }
    func pendingSignals(limit: Int) async throws -> [PendingSignals] { [] }
    func discardSignals(_ done: [DeliveredSignals]) async throws {}
    func prepare() async throws {}
    func ping() async throws { try await check() }
}
