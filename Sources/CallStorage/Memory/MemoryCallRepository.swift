public import CallControl
public import CallSignaling
public import FoundationEssentials
import Synchronization

/// Calls in memory, for tests and for trying the service out; all are gone when the process ends.
///
/// One lock makes every method atomic. The observer runs under it, so that it sees the commits in their order: it must not block.
public final class MemoryCallRepository: CallRepository {
    let state = Mutex(MemoryCalls())
    private let onCommit: @Sendable (Commit) -> Void

    /// An empty store that tells `onCommit` of each change.
    public init(onCommit: @escaping @Sendable (Commit) -> Void) { self.onCommit = onCommit }

    /// Stores a new call; see the port.
    public func insert(_ call: Call, outbox: [OutboxEntry]) async throws {
        try state.withLock { state in
            try state.insert(call, outbox)
            onCommit(Commit(call: call, signals: outbox))
        }
    }

    /// Compare-and-swap; see the port.
    public func replace(
        _ call: Call, expecting version: Int, knowing known: Call?, appending outbox: [OutboxEntry], after marks: [OutboxMark]
    ) async throws -> Bool {
        try state.withLock { state in
            guard try state.replace(call, expecting: version, outbox) else { return false }
            onCommit(Commit(call: call, signals: outbox, outbox: marks))
            return true
        }
    }

    /// The call, as last stored.
    public func call(_ key: CallKey) async throws -> Call? { state.withLock { $0.call(key) } }

    /// The call, as last stored, and what waits in its outbox: all of it ours.
    public func storedCall(_ key: CallKey) async throws -> StoredCall? {
        state.withLock { state in
            state.call(key).map { call in
                let marks = state.pending(of: [key]).flatMap(\.entries).map { OutboxMark(seq: $0.seq, isOurs: true) }
                return StoredCall(call: call, outbox: marks, isOurs: true)
            }
        }
    }

    /// The live calls that engage any of `members`.
    public func liveCalls(engaging members: [MemberID], in church: ChurchID) async throws -> [Call] {
        state.withLock { $0.liveCalls(engaging: members, in: church) }
    }

    /// How many live calls the church has, at most `limit`.
    public func liveCallCount(in church: ChurchID, limit: Int) async throws -> Int {
        min(limit, state.withLock { $0.calls { $0.churchID == church && $0.status.isLive } }.count)
    }

    /// Whom live calls of the church keep busy.
    public func engagedMembers(among members: [MemberID]?, in church: ChurchID, callLimit: Int) async throws -> Set<MemberID> {
        let calls = state.withLock { $0.calls { $0.churchID == church && $0.status.isLive } }.prefix(callLimit)
        let engaged = Set(calls.flatMap(\.engaged))
        return members.map { engaged.intersection($0) } ?? engaged
    }

    /// The call that holds `key`.
    public func call(holding key: RequestKey, in church: ChurchID) async throws -> Call? {
        state.withLock { $0.call(holding: key, in: church) }
    }

    /// Makes a call forget `key`; see the port.
    public func removeRequest(_ key: RequestKey, in church: ChurchID, usedBefore date: Date) async throws {
        state.withLock { $0.removeRequest(key, in: church, usedBefore: date) }
    }

    /// Makes calls forget old requests; see the port.
    public func purgeRequests(before date: Date, limit: Int) async throws -> Int {
        state.withLock { $0.purgeRequests(before: date, limit: limit) }
    }

    /// A page of a member's calls, newest first.
    public func history(_ query: HistoryQuery) async throws -> HistoryPage {
        let calls = state.withLock { $0.calls(of: query.member, in: query.churchID) }
            .filter { (query.type == nil || $0.type == query.type) && query.position?.precedes($0) != false }
            .sorted { HistoryPosition($0).precedes($1) }
        let rest = calls.dropFirst(query.offset)
        let page = Array(rest.prefix(query.limit))
        return HistoryPage(
            calls: page, total: query.position == nil ? calls.count : nil,
            next: rest.count > query.limit ? page.last.map { HistoryPosition($0) } : nil)
    }

    /// Sums over a member's calls made since `start`.
    public func statistics(of member: MemberID, in church: ChurchID, since start: Date) async throws -> CallStatistics {
        let calls = state.withLock { $0.calls(of: member, in: church) }.filter { $0.initiatedAt >= start }
        return calls.reduce(into: CallStatistics()) { sums, call in sums.add(call, of: member) }
    }

    /// Live calls whose deadline is not after `date`, the earliest first.
    public func dueCalls(by date: Date, limit: Int) async throws -> [Call] {
        let due = state.withLock { $0.calls { $0.deadline.map { $0 <= date } ?? false } }
        let order = due.map { ($0.deadline ?? .distantFuture, $0) }.sorted { $0.0 < $1.0 }
        return order.prefix(max(1, limit)).map(\.1)
    }

    /// Calls that live or ended after `date`.
    public func ownCalls(endedAfter date: Date, beyond last: Call?, limit: Int) async throws -> [Call] {
        let recent = state.withLock { $0.calls { $0.endedAt.map { $0 > date } ?? true } }
        let position = { (call: Call) in (call.endedAt ?? .distantPast, call.id.rawValue) }
        let rest = last.map { last in recent.filter { position($0) > position(last) } } ?? recent
        return Array(rest.sorted { position($0) < position($1) }.prefix(max(1, limit)))
    }

    /// Calls with signals that wait for the broker, the oldest call first.
    public func pendingSignals(beyond last: PendingSignals?, limit: Int) async throws -> [PendingSignals] {
        state.withLock { $0.pending(beyond: last, limit: limit) }
    }

    /// What waits in the outboxes of these calls.
    public func pendingSignals(of keys: [CallKey]) async throws -> [PendingSignals] { state.withLock { $0.pending(of: keys) } }

    /// Takes signals out of their calls' outboxes.
    public func discardSignals(_ done: [DeliveredSignals]) async throws {
        state.withLock { state in
            for signals in done { state.discard(signals) }
        }
    }

    /// Nobody else can have anything.
    public func renewLease(isFirst: Bool, isMute: Bool) async throws -> LeaseReport { LeaseReport() }

    /// Nobody else can have anything.
    public func takeOver(from owners: [String]) async throws {}

    /// Nobody else can have anything.
    public func takeOverSignals(from owners: [String]) async throws -> Int { 0 }

    /// Nobody asks.
    public func endLease() async throws {}

    /// Nothing to create.
    public func prepare() async throws {}

    /// Always alive.
    public func ping() async throws {}

    /// The machine's.
    public func serverTime() async throws -> Date { SystemClock().now() }
}
