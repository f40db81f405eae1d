import BSON
import CallControl
import CallSignaling
import Mongo

/// A write of one call on its way through the `WriteQueue`.
struct QueuedWrite: Sendable {
    /// How it may go out: writes of one kind share a command.
    enum Kind: Sendable, CaseIterable {
        /// A new document.
        case insert
        /// Compare-and-swap.
        case replace
    }

    /// What became of it.
    enum Outcome: Sendable {
        /// It is in the database.
        case stored
        /// Somebody else had changed the call, or it is gone; nothing is stored.
        case lost
        /// Nothing is stored, or (`DependencyFailure`) nobody knows.
        case failed(any Error)
    }

    let kind: Kind
    /// The call as it will be.
    let commit: Commit
    /// The version it replaces; 0 for a new call.
    let expectedVersion: Int
    /// Its mark in the document, unique.
    let op: Int64
    let statement: BulkOperation
    let queuedAt: ContinuousClock.Instant
    let continuation: CheckedContinuation<Outcome, Never>

    var key: CallKey { commit.call.key }
}
