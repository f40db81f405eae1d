public import FoundationEssentials

/// Somebody in a room, as the server has him.
public struct LiveKitParticipant: Sendable, Hashable {
    /// How far he is in.
    public enum State: String, Sendable, Hashable {
        case joining, joined, active, disconnected
    }

    /// The server's id of this stay in the room; when he comes again he has another.
    public let sid: String
    /// Who he is: the token's `sub`.
    public let identity: String
    /// How far he is in; nil for a state that is not known here.
    public let state: State?
    /// When this stay began.
    public let joinedAt: Date?
    /// What he publishes.
    public let tracks: [LiveKitTrack]
}

extension LiveKitParticipant: Decodable {
    private enum CodingKeys: CodingKey {
        case sid, identity, state, joinedAt, joinedAtMs, tracks
    }

    /// From protobuf's JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sid = try container.text(.sid)
        identity = try container.text(.identity)
        state = try container.name(.state)
        joinedAt = try container.date(.joinedAtMs, units: 1_000) ?? container.date(.joinedAt)
        tracks = try container.list(.tracks)
    }
}

extension LiveKitParticipant.State: ProtoName {
    static let numbered: [Self?] = [.joining, .joined, .active, .disconnected]

    init?(protoName: String) { self.init(rawValue: protoName.lowercased()) }
}
