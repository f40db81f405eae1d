public import CallSignaling

/// Where members' preferences are kept, one document a member. Each method is atomic on its own.
///
/// Throws `DependencyFailure` when the database cannot be reached; a change is then made as a whole or not at all.
public protocol PreferenceRepository: Sendable {
    /// The preferences of those of `members` who have any.
    ///
    /// What was stored through this very object is in it; what others stored may be missing for up to 5 s.
    func preferences(of members: [MemberID], in church: ChurchID) async throws -> [MemberID: MemberPreferences]

    /// The preferences of `member`, as last stored by anybody.
    func storedPreferences(of member: MemberID, in church: ChurchID) async throws -> MemberPreferences

    /// Puts `other` on the list of those whom `member` blocks; nothing changes where he is on it.
    ///
    /// Throws `BlockLimitReached`, and stores nothing, when the list has `MemberPreferences.blockLimit` others.
    func block(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws

    /// Takes `other` off that list; nothing changes where he is not on it.
    func unblock(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws

    /// Sets when `member` is not to be disturbed; nil ends it.
    func setDoNotDisturb(_ setting: DoNotDisturb?, for member: MemberID, in church: ChurchID) async throws
}

/// A member has blocked as many as he may.
public struct BlockLimitReached: Error, Hashable, Sendable {
    /// The list is full.
    public init() {}
}
