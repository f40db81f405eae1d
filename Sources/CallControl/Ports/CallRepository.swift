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
    /// Throws `RequestConflict`, and stores nothing, when another call of the church holds the key of one of `call.requests`. Where several of these
    /// hold, any one of them is thrown.
    func insert(_ call: Call, outbox: [OutboxEntry]) async throws

    /// Compare-and-swap: stores `call`, and appends to its outbox, if the stored version is `version`.
    ///
    /// False, with nothing stored, when it is not (somebody else was faster, or the call is gone). Throws `EngagedConflict` and
    /// `RequestConflict` like `insert`. `marks` are what stood in the outbox when the call was last read; they go with the commit.
    /// `known` is the call that has `version`, where it was read: the store may then write what differs alone.
    func replace(
        _ call: Call, expecting version: Int, knowing known: Call?, appending outbox: [OutboxEntry], after marks: [OutboxMark]
    ) async throws -> Bool

    /// The call, as last stored.
    func call(_ key: CallKey) async throws -> Call?

    /// The call, as last stored, and what waits in its outbox.
    func storedCall(_ key: CallKey) async throws -> StoredCall?

    /// The live calls that engage any of `members`; at most one for each.
    func liveCalls(engaging members: [MemberID], in church: ChurchID) async throws -> [Call]

    /// How many live calls the church has; `limit` when there are more.
    func liveCallCount(in church: ChurchID, limit: Int) async throws -> Int

    /// Whom live calls of the church keep busy: all of them or, where they are named, those of `members`. Of a church's calls at most `callLimit` are looked at.
    func engagedMembers(among members: [MemberID]?, in church: ChurchID, callLimit: Int) async throws -> Set<MemberID>

    /// The call that holds `key` among its requests, expired ones included; at most one does.
    func call(holding key: RequestKey, in church: ChurchID) async throws -> Call?

    /// Makes whichever call holds `key` forget it, if it was used before `date`. The call's version stays. Repeating it does no harm.
    func removeRequest(_ key: RequestKey, in church: ChurchID, usedBefore date: Date) async throws

    /// Makes at most `limit` calls, of all tenants, forget their requests from before `date`; returns how many did. Fewer than `limit`: there are no more.
    func purgeRequests(before date: Date, limit: Int) async throws -> Int

    /// A page of a member's calls, newest first.
    func history(_ query: HistoryQuery) async throws -> HistoryPage

    /// Sums over a member's calls made since `start`.
    func statistics(of member: MemberID, in church: ChurchID, since start: Date) async throws -> CallStatistics

    /// Live calls of all tenants whose deadline is not after `date`, the earliest first.
    func dueCalls(by date: Date, limit: Int) async throws -> [Call]

    /// Calls of all tenants that this instance wrote last or took over, and that live or ended after `date`: what it repeats signals for.
    ///
    /// First the live ones by id, then the others in the order of their end and by id; pass the last one on for more.
    /// A call that ends between two pages may come twice; none is left out.
    func ownCalls(endedAfter date: Date, beyond last: Call?, limit: Int) async throws -> [Call]

    /// Calls with signals that this instance is to publish, and those signals in order, the oldest call first; pass the last one on for more.
    func pendingSignals(beyond last: PendingSignals?, limit: Int) async throws -> [PendingSignals]

    /// What waits in the outboxes of these calls; those with nothing are left out.
    func pendingSignals(of keys: [CallKey]) async throws -> [PendingSignals]

    /// Takes signals the broker has (or nobody wants any more) out of their calls' outboxes. Repeating it does no harm.
    func discardSignals(_ done: [DeliveredSignals]) async throws

    /// Announces that this instance lives, and finds those whose calls and signals are left without an instance.
    ///
    /// By the database's clock, so that it does not matter whose clock is right. `isFirst` says that this process has not announced itself before:
    /// an instance of the same name is then its predecessor. `isMute` tells the others that it has had no broker for a while.
    func renewLease(isFirst: Bool, isMute: Bool) async throws -> LeaseReport

    /// Makes the calls and waiting signals of `owners` this instance's own, each of them of exactly one of those who try.
    func takeOver(from owners: [String]) async throws

    /// Makes the waiting signals of `owners`, but not their calls, this instance's own; returns how many calls have such. Each becomes one's.
    func takeOverSignals(from owners: [String]) async throws -> Int

    /// Says that this instance ends, so that others need not wait for its lease to run out.
    func endLease() async throws

    /// Creates what the store needs (indexes), whatever of it exists already.
    func prepare() async throws

    /// Asks the store for a sign of life.
    func ping() async throws

    /// The store's own time, as it was somewhere between question and answer.
    func serverTime() async throws -> Date
}

extension CallRepository {
    /// Compare-and-swap of a call of which nothing else is known.
    public func replace(_ call: Call, expecting version: Int, appending outbox: [OutboxEntry]) async throws -> Bool {
        try await replace(call, expecting: version, knowing: nil, appending: outbox, after: [])
    }

    /// Announces that this instance lives and has a broker.
    public func renewLease(isFirst: Bool) async throws -> LeaseReport { try await renewLease(isFirst: isFirst, isMute: false) }

    /// The first `limit` calls with signals that this instance is to publish.
    public func pendingSignals(limit: Int) async throws -> [PendingSignals] {
        try await pendingSignals(beyond: nil, limit: limit)
    }
}

/// Members of a call to be stored are engaged by another one.
public struct EngagedConflict: Error, Hashable, Sendable {
    /// Some of them, at least one where the store says which; the others may be engaged too.
    public let members: [MemberID]

    /// A conflict.
    public init(members: [MemberID]) { self.members = members }
}

/// Another call of the church holds the key of a request that the call to be stored holds.
public struct RequestConflict: Error, Hashable, Sendable {
    /// A conflict.
    public init() {}
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
