public import CallSignaling

/// The busy lock as the store keeps it, for those who hold it to account. Implemented by the same stores as `CallRepository`.
///
/// Every method throws `DependencyFailure` when the database cannot be reached or does not answer in time.
public protocol BusyLock: Sendable {
    /// Live calls of all tenants by id, those after `last` only, each with whom the lock holds for it.
    func liveHolds(beyond last: CallID?, limit: Int) async throws -> HoldPage

    /// Calls that have an end and hold the lock or a deadline all the same, in no order.
    func staleHolds(limit: Int) async throws -> HoldPage

    /// Members whom more than one call holds. There can be none while the lock is intact.
    func doubleHolds(limit: Int) async throws -> [DoubleHold]

    /// Makes sure that the lock is there and works, whatever was there before. Not atomic: it may be missing for a moment where it had to be replaced.
    func mendLock() async throws -> LockCondition
}

/// A call and whom the lock holds for it.
public struct Hold: Hashable, Sendable {
    /// The call as stored.
    public let call: Call
    /// Members whom the lock holds for it; should be `call.engaged`.
    public let engaged: [MemberID]

    /// A hold.
    public init(call: Call, engaged: [MemberID]) {
        self.call = call
        self.engaged = engaged
    }
}

/// Some of many holds.
public struct HoldPage: Sendable {
    /// Those that can be read.
    public let holds: [Hold]
    /// Those that cannot.
    public let unreadable: [CallID]
    /// The last call of a full page; nil when there are no more.
    public let last: CallID?

    /// A page.
    public init(holds: [Hold], unreadable: [CallID] = [], last: CallID? = nil) {
        self.holds = holds
        self.unreadable = unreadable
        self.last = last
    }
}

/// A member whom several calls hold.
public struct DoubleHold: Hashable, Sendable {
    /// The calls, the oldest first.
    public let calls: [CallKey]

    /// A member's calls.
    public init(calls: [CallKey]) { self.calls = calls }
}

/// How the busy lock was found.
public enum LockCondition: String, Sendable {
    /// There and as it should be.
    case intact
    /// Missing or wrong; now it is as it should be.
    case restored
    /// Missing, and it cannot be made while members are held by several calls.
    case blocked
}
