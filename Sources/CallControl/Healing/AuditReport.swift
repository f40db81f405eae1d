/// What an audit of the busy lock found and did.
public struct AuditReport: Hashable, Sendable {
    /// Live calls looked at.
    public var liveCalls = 0
    /// Faults found, by kind.
    public var defects: [CallDefect: Int] = [:]
    /// Calls rewritten from their own state.
    public var repaired = 0
    /// Calls ended because nothing else would have ended them, or because a member was in two.
    public var ended = 0
    /// Calls whose repair was not made, as somebody changed them meanwhile or it failed; the next audit looks again.
    public var leftAlone = 0
    /// Stored calls that cannot be read; somebody must see to them.
    public var unreadable = 0
    /// How the lock itself was found.
    public var lock = LockCondition.intact

    /// Nothing yet.
    public init() {}

    /// Whether all was as it should be.
    public var isClean: Bool { defects.isEmpty && unreadable == 0 && lock == .intact }
}
