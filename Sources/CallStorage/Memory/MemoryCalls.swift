import CallControl
import CallSignaling
import FoundationEssentials

/// What `MemoryCallRepository` keeps under its lock.
struct MemoryCalls {
    private struct Stored {
        var call: Call
        var outbox: [OutboxEntry]
        /// Number of the last line of the story that was followed up.
        var followed = 0

        /// What waits; nil when nothing does.
        var pending: PendingSignals? {
            guard !outbox.isEmpty else { return nil }
            return PendingSignals(
                key: call.key, initiatedAt: call.initiatedAt, entries: outbox.sorted { $0.seq < $1.seq },
                ringing: Dictionary(
                    call.participants.lazy.filter(\.state.isRinging).compactMap { part in part.inviteSeq.map { (part.id, $0) } }
                ) { first, _ in first })
        }
    }

    private struct Seat: Hashable {
        let church: ChurchID
        let member: MemberID
    }

    private var stored: [CallID: Stored] = [:]
    private var engagements: [Seat: CallID] = [:]
    private var requests = MemoryRequests()

    mutating func insert(_ call: Call, _ outbox: [OutboxEntry]) throws {
        guard stored[call.id] == nil else { throw DuplicateCall(key: call.key) }
        try checkEngagements(of: call)
        try requests.store(call)
        engage(call)
        stored[call.id] = Stored(call: call, outbox: outbox)
    }

    mutating func replace(_ call: Call, expecting version: Int, _ outbox: [OutboxEntry]) throws -> Bool {
        guard let old = stored[call.id], old.call.key == call.key, old.call.version == version else { return false }
        try checkEngagements(of: call)
        try requests.store(call, replacing: old.call)
        for member in old.call.engaged { engagements[Seat(church: call.churchID, member: member)] = nil }
        engage(call)
        stored[call.id] = Stored(call: call, outbox: old.outbox + outbox, followed: old.followed)
        return true
    }

    mutating func discard(_ signals: DeliveredSignals) {
        guard call(signals.key) != nil else { return }
        stored[signals.key.callID]?.outbox.removeAll { signals.seqs.contains($0.seq) }
    }

    /// What has not been followed up of a call; nil where all has.
    func unfollowed(_ key: CallKey) -> FollowUp? {
        guard let stored = stored[key.callID], stored.call.key == key, stored.call.eventSeq > stored.followed else { return nil }
        return FollowUp(stored.call, after: stored.followed)
    }

    mutating func noteFollowed(_ done: FollowUp) {
        guard let stored = stored[done.call.id], stored.call.key == done.call.key else { return }
        self.stored[done.call.id]?.followed = max(stored.followed, done.call.eventSeq)
    }

    func call(_ key: CallKey) -> Call? {
        guard let call = stored[key.callID]?.call, call.key == key else { return nil }
        return call
    }

    func calls(where isWanted: (Call) -> Bool) -> [Call] { stored.values.lazy.map(\.call).filter(isWanted) }

    func calls(of member: MemberID, in church: ChurchID) -> [Call] {
        calls { $0.churchID == church && $0.listed.contains(member) }
    }

    func liveCalls(engaging members: [MemberID], in church: ChurchID) -> [Call] {
        let ids = Set(members.compactMap { engagements[Seat(church: church, member: $0)] })
        return ids.compactMap { stored[$0]?.call }
    }

    func pending(beyond last: PendingSignals?, limit: Int) -> [PendingSignals] {
        let position = { (signals: PendingSignals) in (signals.initiatedAt, signals.key.callID.rawValue) }
        let waiting = stored.values.compactMap(\.pending).sorted { position($0) < position($1) }
        let rest = last.map { last in waiting.filter { position($0) > position(last) } } ?? waiting
        return Array(rest.prefix(max(1, limit)))
    }

    func pending(of keys: [CallKey]) -> [PendingSignals] {
        keys.compactMap { key in call(key) == nil ? nil : stored[key.callID]?.pending }
    }

    func call(holding key: RequestKey, in church: ChurchID) -> Call? { requests.holder(of: key, in: church).flatMap { stored[$0]?.call } }

    mutating func removeRequest(_ key: RequestKey, in church: ChurchID, usedBefore date: Date) {
        guard let id = requests.holder(of: key, in: church) else { return }
        forget(in: id) { $0.has(key) && $0.at < date }
    }

    mutating func purgeRequests(before date: Date, limit: Int) -> Int {
        let calls = calls { $0.requests.contains { $0.at < date } }.prefix(max(1, limit))
        for call in calls { forget(in: call.id) { $0.at < date } }
        return calls.count
    }

    private mutating func forget(in id: CallID, where isForgotten: (AcceptedRequest) -> Bool) {
        guard let old = stored[id]?.call else { return }
        let new = old.forgettingRequests(where: isForgotten)
        stored[id]?.call = new
        requests.forget(old, keeping: new)
    }

    /// The call and whom the lock holds for it.
    func hold(_ call: Call) -> Hold {
        Hold(call: call, engaged: call.participants.map(\.id).filter { engagements[Seat(church: call.churchID, member: $0)] == call.id })
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
