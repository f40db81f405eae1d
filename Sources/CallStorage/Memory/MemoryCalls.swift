import CallControl
import CallSignaling
import FoundationEssentials

/// What `MemoryCallRepository` keeps under its lock.
struct MemoryCalls {
    private struct Stored {
        var call: Call
        var outbox: [OutboxEntry]
    }

    private struct Seat: Hashable {
        let church: ChurchID
        let member: MemberID
    }

    private var stored: [CallID: Stored] = [:]
    private var engagements: [Seat: CallID] = [:]

    mutating func insert(_ call: Call, _ outbox: [OutboxEntry]) throws {
        guard stored[call.id] == nil else { throw DuplicateCall(key: call.key) }
        try checkEngagements(of: call)
        engage(call)
        stored[call.id] = Stored(call: call, outbox: outbox)
    }

    mutating func replace(_ call: Call, expecting version: Int, _ outbox: [OutboxEntry]) throws -> Bool {
        guard let old = stored[call.id], old.call.key == call.key, old.call.version == version else { return false }
        try checkEngagements(of: call)
        for member in old.call.engaged { engagements[Seat(church: call.churchID, member: member)] = nil }
        engage(call)
        stored[call.id] = Stored(call: call, outbox: old.outbox + outbox)
        return true
    }

    mutating func discard(_ signals: DeliveredSignals) {
        guard call(signals.key) != nil else { return }
        stored[signals.key.callID]?.outbox.removeAll { signals.seqs.contains($0.seq) }
    }

    func call(_ key: CallKey) -> Call? {
        guard let call = stored[key.callID]?.call, call.key == key else { return nil }
        return call
    }

    func calls(where isWanted: (Call) -> Bool) -> [Call] { stored.values.lazy.map(\.call).filter(isWanted) }

    func calls(of member: MemberID, in church: ChurchID) -> [Call] {
        calls { $0.churchID == church && $0.participant(member) != nil }
    }

    func liveCalls(engaging members: [MemberID], in church: ChurchID) -> [Call] {
        let ids = Set(members.compactMap { engagements[Seat(church: church, member: $0)] })
        return ids.compactMap { stored[$0]?.call }
    }

    /// The call and whom the lock holds for it.
    func hold(_ call: Call) -> Hold {
        Hold(call: call, engaged: call.participants.map(\.id).filter { engagements[Seat(church: call.churchID, member: $0)] == call.id })
    }

    func pending(limit: Int) -> [PendingSignals] {
        let waiting = stored.values.filter { !$0.outbox.isEmpty }.sorted {
            ($0.call.initiatedAt, $0.call.id.rawValue) < ($1.call.initiatedAt, $1.call.id.rawValue)
        }
        return waiting.prefix(max(1, limit)).map { PendingSignals(key: $0.call.key, entries: $0.outbox.sorted { $0.seq < $1.seq }) }
    }

    private func checkEngagements(of call: Call) throws(EngagedConflict) {
        let taken = call.engaged.filter { member in
            engagements[Seat(church: call.churchID, member: member)].map { $0 != call.id } ?? false
        }
        guard taken.isEmpty else { throw EngagedConflict(members: taken) }
    }

    private mutating func engage(_ call: Call) {
        for member in call.engaged { engagements[Seat(church: call.churchID, member: member)] = call.id }
    }
}
