public import CallSignaling

/// The church's members and communities, owned by the main backend and read-only here (CONTRACT, *Member directory*).
///
/// Throws `DependencyFailure` when the database cannot be reached.
public protocol MemberDirectory: Sendable {
    /// Those of `ids` that are members of `church`; the others are left out.
    func members(_ ids: [MemberID], in church: ChurchID) async throws -> [MemberID: Member]

    /// The community, if the church has it.
    func community(_ id: CommunityID, in church: ChurchID) async throws -> Community?
}
