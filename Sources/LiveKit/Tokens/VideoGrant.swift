/// What a token's holder may do in a room: claim `video` (docs.livekit.io, *Tokens & grants*).
///
/// Rights that are not here (`roomCreate`, `roomList`, `roomAdmin`, `roomRecord`, `canUpdateOwnMetadata`, `hidden`, …) are never granted:
/// LiveKit takes an absent one for denied.
public struct VideoGrant: Sendable, Hashable, Codable {
    /// The only room it is good for.
    public var room: String
    /// Whether he may enter.
    public var roomJoin: Bool
    /// Whether he may publish the `canPublishSources`.
    public var canPublish: Bool
    /// Whether he may receive what others publish.
    public var canSubscribe: Bool
    /// Whether he may send data messages to the room.
    public var canPublishData: Bool
    /// All that he may publish.
    public var canPublishSources: [TrackSource]

    /// A grant to join `room`, hear and see the others, and publish `sources`.
    public init(joining room: String, publishing sources: [TrackSource]) {
        self.room = room
        roomJoin = true
        canPublish = !sources.isEmpty
        canSubscribe = true
        canPublishData = true
        canPublishSources = sources
    }
}
