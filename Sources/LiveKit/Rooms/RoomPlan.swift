/// What a room should be like.
public struct RoomPlan: Sendable, Hashable, Encodable {
    /// Its name, which is its id in all requests.
    public var name: String
    /// How long it stays without anybody having entered, seconds.
    public var emptyTimeout: Int
    /// How long it stays when the last one has left, seconds.
    public var departureTimeout: Int
    /// How many may be in at once; 0 for any number.
    public var maxParticipants: Int
    /// Text that everybody in it can read.
    public var metadata: String

    /// A plan.
    public init(name: String, emptyTimeout: Int, departureTimeout: Int, maxParticipants: Int, metadata: String) {
        self.name = name
        self.emptyTimeout = emptyTimeout
        self.departureTimeout = departureTimeout
        self.maxParticipants = maxParticipants
        self.metadata = metadata
    }
}
