public import FoundationEssentials

/// Something that LiveKit tells of (docs.livekit.io, *Webhooks & events*). Events come late, twice, out of order, or never.
public struct WebhookEvent: Sendable, Hashable {
    /// What has happened, of that what is known here.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case roomStarted = "room_started"
        case roomFinished = "room_finished"
        case participantJoined = "participant_joined"
        case participantLeft = "participant_left"
        case participantConnectionAborted = "participant_connection_aborted"
        case trackPublished = "track_published"
        case trackUnpublished = "track_unpublished"
        case egressStarted = "egress_started"
        case egressUpdated = "egress_updated"
        case egressEnded = "egress_ended"
    }

    /// The event's id, the same each time it is sent.
    public let id: String
    /// What has happened; nil for what is not known here.
    public let kind: Kind?
    /// Its name as sent.
    public let name: String
    /// When it happened, in whole seconds.
    public let createdAt: Date?
    /// The room concerned.
    public let room: LiveKitRoom?
    /// The participant concerned.
    public let participant: LiveKitParticipant?
    /// The track concerned.
    public let track: LiveKitTrack?
    /// The recording concerned.
    public let egress: LiveKitEgress?
    /// How many events before it the server has dropped.
    public let droppedCount: Int
}

extension WebhookEvent: Decodable {
    private enum CodingKeys: CodingKey {
        case id, event, createdAt, room, participant, track, egressInfo, numDropped
    }

    /// From protobuf's JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.text(.id)
        name = try container.text(.event)
        kind = Kind(rawValue: name)
        createdAt = try container.date(.createdAt)
        room = try container.decodeIfPresent(LiveKitRoom.self, forKey: .room)
        participant = try container.decodeIfPresent(LiveKitParticipant.self, forKey: .participant)
        track = try container.decodeIfPresent(LiveKitTrack.self, forKey: .track)
        egress = try container.decodeIfPresent(LiveKitEgress.self, forKey: .egressInfo)
        droppedCount = try container.integer(.numDropped)
    }
}
