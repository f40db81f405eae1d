/// What a server may ask LiveKit's API for: one right at a time, so that a token that leaks is good for little (docs.livekit.io, *Tokens & grants*).
enum ServerGrant: Sendable, Hashable {
    /// To make and delete rooms.
    case roomCreate
    /// To list rooms.
    case roomList
    /// To see, mute and remove who is in this room.
    case roomAdmin(String)
    /// To record.
    case roomRecord
}

extension ServerGrant: Encodable {
    private enum CodingKeys: CodingKey {
        case roomCreate, roomList, roomAdmin, room, roomRecord
    }

    /// Claim `video`.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .roomCreate: try container.encode(true, forKey: .roomCreate)
        case .roomList: try container.encode(true, forKey: .roomList)
        case .roomRecord: try container.encode(true, forKey: .roomRecord)
        case .roomAdmin(let room):
            try container.encode(true, forKey: .roomAdmin)
            try container.encode(room, forKey: .room)
        }
    }
}
