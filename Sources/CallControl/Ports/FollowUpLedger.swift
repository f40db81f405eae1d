public import FoundationEssentials

/// How far calls' stories have been followed up. Implemented by the same stores as `CallRepository`, where they are told to keep it.
///
/// A change is unfollowed from the write that makes it. Every method throws `DependencyFailure` when the database cannot be reached.
public protocol FollowUpLedger: Sendable {
    /// Those of these calls whose last change has not been followed up, as last stored; one without new lines in its story has no events.
    func unfollowed(of keys: [CallKey]) async throws -> [FollowUp]

    /// Calls of all tenants with changes from before `date` that have not been followed up, the oldest first.
    func unfollowed(since date: Date, limit: Int) async throws -> [FollowUp]

    /// Notes that these have been followed up, each call as far as it is told there, atomically; a later change of it stays unfollowed.
    /// Repeating it does no harm.
    func noteFollowed(_ done: [FollowUp]) async throws
}
