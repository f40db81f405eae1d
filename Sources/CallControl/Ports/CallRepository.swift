public import CallSignaling
public import FoundationEssentials

/// Where calls are kept. A call is one document; each method is atomic on its own.
///
/// Every method throws `DependencyFailure` when the database cannot be reached or does not answer in time.
/// After each successful `insert` and `replace` the repository hands a `Commit` to its observer: in the order of the versions
/// of each call, before the writing method returns.
public protocol CallRepository: Sendable {
    /// Stores a new call together with the signals that tell of it.
    ///
    /// Throws `EngagedConflict`, and stores nothing, when a member in `call.engaged` is engaged by another call. This is the busy lock:
    /// of any number of inserts at the same instant that share a member, one succeeds. Throws `DuplicateCall` when the id is taken, in any church.
    func insert(_ call: Call, outbox: [OutboxEntry]) async throws

    /// Compare-and-swap: stores `call`, and appends to its outbox, if the stored version is `version`.
    ///
    /// False, with nothing stored, when it is not (somebody else was faster, or the call is gone). Throws `EngagedConflict` like `insert`.
    func replace(_ call: Call, expecting version: Int, appending outbox: [OutboxEntry]) async throws -> Bool

    /// The call, as last stored.
    func call(_ key: CallKey) async throws -> Call?

    /// The live calls that engage any of `members`; at most one for each.
    func liveCalls(engaging members: [MemberID], in church: ChurchID) async throws -> [Call]

    /// A page of a member's calls, newest first.
    func history(_ query: HistoryQuery) async throws -> HistoryPage

    /// Sums over a member's calls made since `start`.
    func statistics(of member: MemberID, in church: ChurchID, since start: Date) async throws -> CallStatistics

    /// Live calls of all tenants whose deadline is not after `date`, the earliest first.
    func dueCalls(by date: Date, limit: Int) async throws -> [Call]

    /// Calls of all tenants that live or ended after `date`: what a starting instance must know of.
    ///
    /// First the live ones by id, then the others in the order of their end and by id; pass the last one on for more.
    /// A call that ends between two pages may come twice; none is left out.
    func recentCalls(endedAfter date: Date, beyond last: Call?, limit: Int) async throws -> [Call]

    /// Calls with signals that wait for the broker, and those signals in order, the oldest call first.
    func pendingSignals(limit: Int) async throws -> [PendingSignals]

    /// Takes signals the broker has (or nobody wants any more) out of their calls' outboxes. Repeating it does no harm.
    func discardSignals(_ done: [DeliveredSignals]) async throws

    /// Creates what the store needs (indexes), whatever of it exists already.
    func prepare() async throws

    /// Asks the store for a sign of life.
    func ping() async throws

    /// The store's own time, as it was somewhere between question and answer.
    func serverTime() async throws -> Date
}

/// A change that is stored, as handed to the repository's observer.
public struct Commit: Sendable {
    /// The call as stored.
    public let call: Call
    /// The signals stored with this change.
    public let signals: [OutboxEntry]

    /// A commit.
    public init(call: Call, signals: [OutboxEntry]) {
        self.call = call
        self.signals = signals
    }
}

/// Members of a call to be stored are engaged by another one.
public struct EngagedConflict: Error, Hashable, Sendable {
    /// Some of them, at least one where the store says which; the others may be engaged too.
    public let members: [MemberID]

    /// A conflict.
    public init(members: [MemberID]) { self.members = members }
}

/// A call of that id is stored already.
public struct DuplicateCall: Error, Hashable, Sendable {
    /// The call that was to be stored.
    public let key: CallKey

    /// A duplicate.
    public init(key: CallKey) { self.key = key }
}

/// A dependency cannot be reached, or did not answer in time. A change under way is made as a whole or not at all; which of the two is unknown.
public struct DependencyFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is down.
    public enum Dependency: String, Sendable {
        case database, broker, media
    }

    /// What is down.
    public let dependency: Dependency
    /// What it said, free of secrets.
    public let reason: String

    /// A failure.
    public init(_ dependency: Dependency, reason: String) {
        self.dependency = dependency
        self.reason = reason
    }

    /// For logs.
    public var description: String { "\(dependency.rawValue): \(reason)" }
}
