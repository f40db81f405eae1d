public import CallControl
public import CallSignaling
import Synchronization

/// Preferences that are remembered for a moment, those of members who have none too: so most calls to somebody who is called again cost no question.
///
/// What is stored through this object counts at once; what is stored elsewhere, within the lifetime. Bounded: long lists are not remembered. Safe to use from anywhere.
public final class CachedPreferenceRepository: PreferenceRepository {
    private struct Place: Hashable, Sendable {
        let church: ChurchID
        let member: MemberID
    }

    private struct State {
        var cache: ExpiringCache<Place, MemberPreferences>
        /// How often something was stored here: what was read meanwhile may be older.
        var changes = 0
    }

    /// Longest list of blocked members that is remembered.
    static let longestList = 64

    private let source: any PreferenceRepository
    private let clock: any CallClock
    private let state: Mutex<State>

    /// Remembers at most `limit` members of `source` for `ttlSeconds` each.
    public init(wrapping source: any PreferenceRepository, ttlSeconds: Double = 5, limit: Int = 10_000, clock: any CallClock) {
        self.source = source
        self.clock = clock
        state = Mutex(State(cache: ExpiringCache(lifetime: ttlSeconds, limit: limit)))
    }

    /// The preferences of those who have any.
    public func preferences(of members: [MemberID], in church: ChurchID) async throws -> [MemberID: MemberPreferences] {
        let now = clock.now()
        let (known, changes) = state.withLock { state in
            let known = members.reduce(into: [MemberID: MemberPreferences]()) { known, member in
                known[member] = state.cache.value(of: Place(church: church, member: member), at: now)
            }
            return (known, state.changes)
        }
        var found = known
        let missing = members.filter { found[$0] == nil }
        if !missing.isEmpty {
            let fresh = try await source.preferences(of: missing, in: church)
            state.withLock { state in
                guard state.changes == changes else { return }
                for member in missing {
                    let wishes = fresh[member] ?? MemberPreferences()
                    guard wishes.blocked.count <= Self.longestList else { continue }
                    state.cache.store(wishes, for: Place(church: church, member: member), at: now)
                }
            }
            found.merge(fresh) { $1 }
        }
        return found.filter { $0.value != MemberPreferences() }
    }

    /// The preferences of `member`, asked for each time.
    public func storedPreferences(of member: MemberID, in church: ChurchID) async throws -> MemberPreferences {
        try await source.storedPreferences(of: member, in: church)
    }

    /// Blocks `other`; see the port.
    public func block(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        defer { forget(member, church) }
        try await source.block(other, for: member, in: church)
    }

    /// Unblocks `other`; see the port.
    public func unblock(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        defer { forget(member, church) }
        try await source.unblock(other, for: member, in: church)
    }

    /// Sets when `member` is not to be disturbed; see the port.
    public func setDoNotDisturb(_ setting: DoNotDisturb?, for member: MemberID, in church: ChurchID) async throws {
        defer { forget(member, church) }
        try await source.setDoNotDisturb(setting, for: member, in: church)
    }

    private func forget(_ member: MemberID, _ church: ChurchID) {
        state.withLock { state in
            state.changes += 1
            state.cache.remove(Place(church: church, member: member))
        }
    }
}
