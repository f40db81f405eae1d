/// LiveKit's recordings: `livekit.Egress` (docs.livekit.io, *Egress API*). Safe to use from anywhere.
public struct EgressClient: Sendable {
    private let server: LiveKitServer

    /// The recordings of `server`.
    public init(_ server: LiveKitServer) { self.server = server }

    /// Has a room recorded, all of it in one file.
    public func start(_ plan: RecordingPlan) async throws(LiveKitError) -> LiveKitEgress {
        try await server.call(.startRoomCompositeEgress, plan, .roomRecord)
    }

    /// Ends a recording; its file is finished afterwards. Throws `.failedPrecondition` for one that has ended, `.notFound` for one there never was.
    @discardableResult
    public func stop(_ id: String) async throws(LiveKitError) -> LiveKitEgress {
        try await server.call(.stopEgress, EgressID(egressId: id), .roomRecord)
    }

    /// The recordings of a room, those that are over included where `isActive` is false.
    public func recordings(of room: String, isActive: Bool) async throws(LiveKitError) -> [LiveKitEgress] {
        try await server.call(.listEgress, EgressQuery(roomName: room, active: isActive), .roomRecord, as: EgressList.self).items
    }
}

private struct EgressID: Encodable, Sendable {
    let egressId: String
}

private struct EgressQuery: Encodable, Sendable {
    let roomName: String
    let active: Bool
}

private struct EgressList: Decodable, Sendable {
    let items: [LiveKitEgress]

    private enum CodingKeys: CodingKey {
        case items
    }

    init(from decoder: any Decoder) throws { items = try decoder.container(keyedBy: CodingKeys.self).list(.items) }
}
