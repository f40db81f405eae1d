/// The community a group call is made in.
public struct Community: Hashable, Sendable, Codable {
    /// Its id within the church.
    public let id: CommunityID
    /// Its name, where the directory knows it.
    public let name: String?

    /// A community.
    public init(id: CommunityID, name: String?) {
        self.id = id
        self.name = name
    }
}
