import CallSignaling
import FoundationEssentials
import Synchronization

/// Changes whose outcome the database did not tell in time: their askers were refused, yet they may have been made, or may still be.
///
/// Bounded: beyond the limit the oldest knowledge is not kept, and sweeps of the store find what there is. Safe to use from anywhere.
public final class UncertainChanges: Sendable {
    /// One of them.
    struct Change {
        /// The version the call was to have.
        let version: Int
        /// Whether it was to make a call that nobody can ask for again, since its asker left no key to it.
        let isAbandonedCall: Bool
        /// Since when the store answers, and does not have it.
        var missingSince: Date?
    }

    static let limit = 10_000

    private let changes = Mutex<[CallKey: Change]>([:])

    /// None.
    public init() {}

    /// The calls they are about.
    var keys: Set<CallKey> { changes.withLock { Set($0.keys) } }

    var all: [CallKey: Change] { changes.withLock(\.self) }

    /// Takes note of a change of which nobody knows whether it was made.
    func note(_ call: Call, isAbandonedCall: Bool = false) {
        changes.withLock { changes in
            guard changes.count < Self.limit else { return }
            changes[call.key] = Change(version: call.version, isAbandonedCall: isAbandonedCall)
        }
    }

    func update(_ key: CallKey, _ change: Change?) { changes.withLock { $0[key] = change } }
}
