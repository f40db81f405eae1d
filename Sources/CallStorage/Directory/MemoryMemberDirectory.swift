public import CallControl
public import CallSignaling
import Synchronization

/// Members and communities that somebody put in, for tests and for trying the service out. Safe to use from anywhere.
public final class MemoryMemberDirectory: MemberDirectory {
    private struct Church {
        var members: [MemberID: Member] = [:]
        var communities: [CommunityID: Community] = [:]
    }

    private let churches = Mutex<[ChurchID: Church]>([:])

    /// An empty directory.
    public init() {}

    /// Adds a member to `church`, or replaces him.
    public func add(_ member: Member, to church: ChurchID) {
        churches.withLock { $0[church, default: Church()].members[member.id] = member }
    }

    /// Adds a community to `church`, or replaces it.
    public func add(_ community: Community, to church: ChurchID) {
        churches.withLock { $0[church, default: Church()].communities[community.id] = community }
    }

    /// Those of `ids` that are members of `church`.
    public func members(_ ids: [MemberID], in church: ChurchID) async throws -> [MemberID: Member] {
        let known = churches.withLock { $0[church]?.members } ?? [:]
        return Dictionary(ids.compactMap { id in known[id].map { (id, $0) } }) { first, _ in first }
    }

    /// The community, if the church has it.
    public func community(_ id: CommunityID, in church: ChurchID) async throws -> Community? {
        churches.withLock { $0[church]?.communities[id] }
    }
}
