import CallControl
import CallSignaling

/// Takes every id for a member, for trying the service out without a database: `alice` is called Alice.
struct OpenMemberDirectory: MemberDirectory {
    /// All of `ids`.
    func members(_ ids: [MemberID], in church: ChurchID) async throws -> [MemberID: Member] {
        Dictionary(ids.map { ($0, Member(id: $0, name: Self.name($0.rawValue))) }) { first, _ in first }
    }

    /// Any community.
    func community(_ id: CommunityID, in church: ChurchID) async throws -> Community? {
        Community(id: id, name: Self.name(id.rawValue))
    }

    private static func name(_ id: String) -> String { id.prefix(1).uppercased() + id.dropFirst() }
}
