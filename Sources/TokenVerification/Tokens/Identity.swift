public import CallSignaling

/// Who is calling, from a verified token.
public struct Identity: Hashable, Sendable {
    /// The tenant he acts in.
    public let churchID: ChurchID
    /// Who he is within it.
    public let memberID: MemberID
    /// What he may do.
    public let role: Role
    /// His name, where the token has one.
    public let displayName: String?

    /// An identity.
    public init(churchID: ChurchID, memberID: MemberID, role: Role, displayName: String? = nil) {
        self.churchID = churchID
        self.memberID = memberID
        self.role = role
        self.displayName = displayName
    }
}
