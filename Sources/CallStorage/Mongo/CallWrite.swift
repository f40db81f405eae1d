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
    let mark: WriteMark
    let statement: BulkOperation

    var key: CallKey { commit.call.key }

    /// A write of a new call.
    init(inserting commit: Commit, owner: String, isFollowed: Bool = false, mark: WriteMark) {
        kind = .insert
        statement = CallDocument(commit.call, owner: owner, isFollowed: isFollowed).insertion(outbox: commit.signals, mark: mark)
        self.commit = commit
        self.mark = mark
    }

    /// A write of a changed call, where the stored one has `version` and is, if that is known, `known`.
    init(replacing version: Int, knowing known: Call?, with commit: Commit, owner: String, isFollowed: Bool = false, mark: WriteMark) {
        kind = .replace
        statement = CallDocument(commit.call, owner: owner, isFollowed: isFollowed)
            .replacement(of: version, knowing: known, appending: commit.signals, mark: mark)
        self.commit = commit
        self.mark = mark
    }
}
