public import FoundationEssentials

/// A participant's ticket to a room, before it is signed: LiveKit's documented claims (docs.livekit.io, *Tokens & grants*). A pure value.
public struct AccessToken: Sendable, Hashable {
    /// Who holds it; unique in the room.
    public var identity: String
    /// His display name.
    public var name: String
    /// Text that the others in the room can read; empty leaves the claim out.
    public var metadata: String
    /// What he may do.
    public var grant: VideoGrant
    /// From when it is good; LiveKit compares whole seconds, so a fraction is dropped.
    public var notBefore: Date
    /// Until when it lets him in, likewise in whole seconds; a participant who is in stays in.
    public var expiresAt: Date

    /// A token.
    public init(identity: String, name: String, metadata: String = "", grant: VideoGrant, notBefore: Date, expiresAt: Date) {
        self.identity = identity
        self.name = name
        self.metadata = metadata
        self.grant = grant
        self.notBefore = notBefore
        self.expiresAt = expiresAt
    }
}
