public import CallSignaling

/// Whom a broker's client acts as: a member in a church (CONTRACT, *Who is calling*).
///
/// Roles change nothing at the broker: staff and administrators are the members they are there, in the church of their session. What acts
/// for a member by other credentials than his token, such as an API key, will be the same principal.
public struct Principal: Hashable, Sendable {
    /// The tenant he acts in.
    public let churchID: ChurchID
    /// Who he is within it; his user name at the broker, too.
    public let memberID: MemberID

    /// A principal; nil unless both ids are well formed, since they stand in topics.
    public init?(churchID: ChurchID, memberID: MemberID) {
        guard IdentifierRules.allows(churchID.rawValue), IdentifierRules.allows(memberID.rawValue) else { return nil }
        self.churchID = churchID
        self.memberID = memberID
    }

    /// Whether `userName` is his. Byte by byte: Swift holds different spellings of a character to be equal, as K and the Kelvin sign.
    public func isNamed(_ userName: String) -> Bool { memberID.rawValue.utf8.elementsEqual(userName.utf8) }
}
