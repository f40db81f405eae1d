/// A member as others see him: what the directory knows and a call keeps.
public struct Member: Hashable, Sendable, Codable {
    /// His id within the church.
    public let id: MemberID
    /// Display name.
    public let name: String
    /// Address of his picture.
    public let avatar: String?

    /// A member.
    public init(id: MemberID, name: String, avatar: String? = nil) {
        self.id = id
        self.name = name
        self.avatar = avatar
    }
}
