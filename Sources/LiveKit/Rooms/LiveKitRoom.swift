public import FoundationEssentials

/// A room as the server has it.
public struct LiveKitRoom: Sendable, Hashable {
    /// The server's id of this room; a room of the same name made later has another.
    public let sid: String
    /// Its name.
    public let name: String
    /// When it came into being.
    public let createdAt: Date?
    /// How many are in.
    public let participantCount: Int
    /// What it was made with.
    public let metadata: String
}

extension LiveKitRoom: Decodable {
    private enum CodingKeys: CodingKey {
        case sid, name, creationTime, creationTimeMs, numParticipants, metadata
    }

    /// From protobuf's JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sid = try container.text(.sid)
        name = try container.text(.name)
        createdAt = try container.date(.creationTimeMs, units: 1_000) ?? container.date(.creationTime)
        participantCount = try container.integer(.numParticipants)
        metadata = try container.text(.metadata)
    }
}
