public import FoundationEssentials

/// LiveKit's rooms: `livekit.RoomService` (docs.livekit.io, *Room service API*). Safe to use from anywhere.
public struct RoomServiceClient: Sendable {
    private let server: LiveKitServer

    /// The rooms of `server`.
    public init(_ server: LiveKitServer) { self.server = server }

    /// Makes a room. One that is there already, such as by a phone's entering, gets what is planned, and is returned.
    @discardableResult
    public func create(_ plan: RoomPlan) async throws(LiveKitError) -> LiveKitRoom {
        try await server.call(.createRoom, plan, .roomCreate)
    }

    /// Deletes a room and throws out who is in it. Throws `.notFound` where there is none.
    public func delete(room: String) async throws(LiveKitError) {
        _ = try await server.call(.deleteRoom, RoomName(room: room), .roomCreate, as: EmptyAnswer.self)
    }

    /// The rooms of these names, or all there are.
    public func rooms(named names: [String] = []) async throws(LiveKitError) -> [LiveKitRoom] {
        try await server.call(.listRooms, RoomNames(names: names), .roomList, as: RoomList.self).rooms
    }

    /// Who is in a room; nobody where there is none.
    public func participants(in room: String) async throws(LiveKitError) -> [LiveKitParticipant] {
        try await server.call(.listParticipants, RoomName(room: room), .roomAdmin(room), as: ParticipantList.self).participants
    }

    /// Throws somebody out. Throws `.notFound` where he is not in.
    ///
    /// With a token he may enter again; servers that can (LiveKit Cloud) take none any more that is good since before `date`, in whole seconds. It has to be said to them: by
    /// themselves they refuse also those of the next minute (livekit_room.proto, `revoke_token_ts`).
    public func remove(_ identity: String, from room: String, revokingTokensBefore date: Date) async throws(LiveKitError) {
        let request = RoomParticipant(room: room, identity: identity, revokeTokenTs: Int(date.timeIntervalSince1970.rounded(.down)))
        _ = try await server.call(.removeParticipant, request, .roomAdmin(room), as: EmptyAnswer.self)
    }

    /// Silences a track of his, or, where the server is configured to allow it, gives it its voice back. Throws `.notFound` where there is no such track.
    public func setMuted(_ isMuted: Bool, track sid: String, of identity: String, in room: String) async throws(LiveKitError) {
        let request = TrackMuting(room: room, identity: identity, trackSid: sid, muted: isMuted)
        _ = try await server.call(.mutePublishedTrack, request, .roomAdmin(room), as: EmptyAnswer.self)
    }
}

private struct RoomName: Encodable, Sendable {
    let room: String
}

private struct RoomNames: Encodable, Sendable {
    let names: [String]
}

private struct RoomParticipant: Encodable, Sendable {
    let room: String
    let identity: String
    let revokeTokenTs: Int
}

private struct TrackMuting: Encodable, Sendable {
    let room: String
    let identity: String
    let trackSid: String
    let muted: Bool
}

private struct RoomList: Decodable, Sendable {
    let rooms: [LiveKitRoom]

    private enum CodingKeys: CodingKey {
        case rooms
    }

    init(from decoder: any Decoder) throws { rooms = try decoder.container(keyedBy: CodingKeys.self).list(.rooms) }
}

private struct ParticipantList: Decodable, Sendable {
    let participants: [LiveKitParticipant]

    private enum CodingKeys: CodingKey {
        case participants
    }

    init(from decoder: any Decoder) throws { participants = try decoder.container(keyedBy: CodingKeys.self).list(.participants) }
}
