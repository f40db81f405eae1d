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
    public func replace(_ call: Call, expecting version: Int, appending outbox: [OutboxEntry]) async throws -> Bool {
        try state.withLock { state in
            guard try state.replace(call, expecting: version, outbox) else { return false }
            onCommit(Commit(call: call, signals: outbox))
            return true
        }
    }

    /// The call, as last stored.
    public func call(_ key: CallKey) async throws -> Call? { state.withLock { $0.call(key) } }

    /// The live calls that engage any of `members`.
    public func liveCalls(engaging members: [MemberID], in church: ChurchID) async throws -> [Call] {
        state.withLock { $0.liveCalls(engaging: members, in: church) }
    }

    /// A page of a member's calls, newest first.
    public func history(_ query: HistoryQuery) async throws -> HistoryPage {
        let calls = state.withLock { $0.calls(of: query.member, in: query.churchID) }
            .filter { query.type == nil || $0.type == query.type }
            .sorted { ($0.initiatedAt, $0.id.rawValue) > ($1.initiatedAt, $1.id.rawValue) }
        return HistoryPage(calls: Array(calls.dropFirst(query.offset).prefix(query.limit)), total: calls.count)
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
    public func recentCalls(endedAfter date: Date, beyond last: Call?, limit: Int) async throws -> [Call] {
        let recent = state.withLock { $0.calls { $0.endedAt.map { $0 > date } ?? true } }
        let position = { (call: Call) in (call.endedAt ?? .distantPast, call.id.rawValue) }
        let rest = last.map { last in recent.filter { position($0) > position(last) } } ?? recent
        return Array(rest.sorted { position($0) < position($1) }.prefix(max(1, limit)))
    }

    /// Calls with signals that wait for the broker, the oldest call first.
    public func pendingSignals(limit: Int) async throws -> [PendingSignals] { state.withLock { $0.pending(limit: limit) } }

    /// Takes signals out of their calls' outboxes.
    public func discardSignals(_ done: [DeliveredSignals]) async throws {
        state.withLock { state in
            for signals in done { state.discard(signals) }
        }
    }

    /// Nothing to create.
    public func prepare() async throws {}

    /// Always alive.
    public func ping() async throws {}

    /// The machine's.
    public func serverTime() async throws -> Date { SystemClock().now() }
}
