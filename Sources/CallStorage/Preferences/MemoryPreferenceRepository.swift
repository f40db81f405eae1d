public import CallControl
public import CallSignaling
import Synchronization

/// Preferences in memory, for tests and for trying the service out. One lock makes every method atomic.
public final class MemoryPreferenceRepository: PreferenceRepository {
    private struct Place: Hashable {
        let church: ChurchID
        let member: MemberID
    }

    private let stored = Mutex<[Place: MemberPreferences]>([:])

    /// An empty store.
    public init() {}

    /// The preferences of those who have any.
    public func preferences(of members: [MemberID], in church: ChurchID) async throws -> [MemberID: MemberPreferences] {
        stored.withLock { stored in
            members.reduce(into: [:]) { found, member in found[member] = stored[Place(church: church, member: member)] }
        }
    }

    /// The preferences of `member`.
    public func storedPreferences(of member: MemberID, in church: ChurchID) async throws -> MemberPreferences {
        stored.withLock { $0[Place(church: church, member: member)] } ?? MemberPreferences()
    }

    /// Blocks `other`; see the port.
    public func block(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        try change(member, church) { preferences in
            guard !preferences.blocked.contains(other) else { return }
            guard preferences.blocked.count < MemberPreferences.blockLimit else { throw BlockLimitReached() }
            preferences.blocked.append(other)
        }
    }

    /// Unblocks `other`; see the port.
    public func unblock(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        try change(member, church) { $0.blocked.removeAll { $0 == other } }
    }

    /// Sets when `member` is not to be disturbed; see the port.
    public func setDoNotDisturb(_ setting: DoNotDisturb?, for member: MemberID, in church: ChurchID) async throws {
        try change(member, church) { $0.doNotDisturb = setting }
    }

    private func change(_ member: MemberID, _ church: ChurchID, _ body: (inout MemberPreferences) throws -> Void) throws {
        let place = Place(church: church, member: member)
        try stored.withLock { stored in
            var preferences = stored[place] ?? MemberPreferences()
            try body(&preferences)
            stored[place] = preferences == MemberPreferences() ? nil : preferences
        }
    }
}
