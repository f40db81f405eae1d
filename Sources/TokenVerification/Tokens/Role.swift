/// What a caller of the interface is to his church (CONTRACT, *Who is calling*).
public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    /// A member.
    case member
    /// Works for the church.
    case staff
    /// Administers the church.
    case admin
    /// Administers the platform, for the church he has entered.
    case superAdmin = "super_admin"
    /// A back end that acts for a member, with an API key. No token has this role.
    case service

    /// Whether he may see and end any call of the church.
    public var isAdministrator: Bool { self == .admin || self == .superAdmin }
}
