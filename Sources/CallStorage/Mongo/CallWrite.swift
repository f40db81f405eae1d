import BSON
import CallControl
import CallSignaling
import Mongo

/// One write of one call.
struct CallWrite: Sendable {
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
    /// The call as it will be, and its signals.
    let commit: Commit
    /// The version it replaces; 0 for a new call.
    let expectedVersion: Int
    /// Its mark in the document, unique.
    let op: Int64
    let statement: BulkOperation

    var key: CallKey { commit.call.key }

    /// A write of a new call.
    init(inserting commit: Commit, owner: String, op: Int64) throws {
        kind = .insert
        expectedVersion = 0
        statement = try CallDocument(commit.call, owner: owner).insertion(outbox: commit.signals, op: op)
        self.commit = commit
        self.op = op
    }

    /// A write of a changed call, where the stored one has `version`.
    init(replacing version: Int, with commit: Commit, owner: String, op: Int64) throws {
        kind = .replace
        expectedVersion = version
        statement = try CallDocument(commit.call, owner: owner).replacement(of: version, appending: commit.signals, op: op)
        self.commit = commit
        self.op = op
    }
}
