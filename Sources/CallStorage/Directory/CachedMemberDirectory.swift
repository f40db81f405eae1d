public import CallControl
public import CallSignaling
import Synchronization

/// A directory that remembers for a while what another one said. Safe to use from anywhere.
///
/// Who is unknown is asked for again each time, so that a new member can be called at once. A change of name or picture shows after
/// at most the lifetime.
public final class CachedMemberDirectory: MemberDirectory {
    private struct Place<ID: Hashable & Sendable>: Hashable, Sendable {
        let church: ChurchID
        let id: ID
    }

    private struct Caches {
        var members: ExpiringCache<Place<MemberID>, Member>
        var communities: ExpiringCache<Place<CommunityID>, Community>
    }

    private let source: any MemberDirectory
    private let clock: any CallClock
    private let caches: Mutex<Caches>

    /// Remembers at most `limit` members, and as many communities, of `source` for `ttlSeconds` each.
    public init(wrapping source: any MemberDirectory, ttlSeconds: Double = 30, limit: Int = 10_000, clock: any CallClock) {
        self.source = source
        self.clock = clock
        caches = Mutex(
            Caches(
                members: ExpiringCache(lifetime: ttlSeconds, limit: limit), communities: ExpiringCache(lifetime: ttlSeconds, limit: limit)))
    }

    /// Those of `ids` that are members of `church`.
    public func members(_ ids: [MemberID], in church: ChurchID) async throws -> [MemberID: Member] {
        let now = clock.now()
        var found = caches.withLock { caches in
            ids.reduce(into: [:]) { found, id in found[id] = caches.members.value(of: Place(church: church, id: id), at: now) }
        }
        let missing = ids.filter { found[$0] == nil }
        guard !missing.isEmpty else { return found }
        let fresh = try await source.members(missing, in: church)
        caches.withLock { caches in
            for (id, member) in fresh { caches.members.store(member, for: Place(church: church, id: id), at: now) }
        }
        found.merge(fresh) { $1 }
        return found
    }

    /// The community, if the church has it.
    public func community(_ id: CommunityID, in church: ChurchID) async throws -> Community? {
        let now = clock.now()
        let place = Place(church: church, id: id)
        if let known = caches.withLock({ $0.communities.value(of: place, at: now) }) { return known }
        guard let fresh = try await source.community(id, in: church) else { return nil }
        caches.withLock { $0.communities.store(fresh, for: place, at: now) }
        return fresh
    }
}
