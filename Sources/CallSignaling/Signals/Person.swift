/// A member as payloads show him: `{id, name, avatar|null}`.
public struct Person: Sendable, Hashable, Codable {
    /// The member.
    public let member: Member

    /// A person.
    public init(_ member: Member) { self.member = member }

    enum CodingKeys: String, CodingKey {
        case id, name, avatar
    }

    /// Decodes `{id, name, avatar|null}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        member = Member(
            id: try container.decode(MemberID.self, forKey: .id), name: try container.decode(String.self, forKey: .name),
            avatar: try container.decodeIfPresent(String.self, forKey: .avatar))
    }

    /// Encodes with an explicit null, which the apps expect.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(member.id, forKey: .id)
        try container.encode(member.name, forKey: .name)
        try container.encode(member.avatar, forKey: .avatar)
    }
}
