/// Somebody who does something outside for what happens to calls, such as telling a back end.
public protocol CallFollower: Sendable {
    /// Makes durable what is to be done for `changes`, as a rule by adding errands, and returns.
    ///
    /// At least once for each line of a call's story, those of one call in their order; a line may come again after a failure or a crash, also through
    /// another instance at the same time. So doing it twice must do no harm, as adding an errand again does none. Throws when it could not be made
    /// durable: then all of it comes again.
    func follow(_ changes: [FollowUp]) async throws
}
