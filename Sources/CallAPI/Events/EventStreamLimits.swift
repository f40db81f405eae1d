/// How many event streams there may be, and what they keep.
public struct EventStreamLimits: Hashable, Sendable {
    /// Most streams at once; 0 for none at all.
    public var most: Int
    /// Most of one member; one more ends his oldest.
    public var mostOfMember: Int
    /// Seconds between signs of life.
    public var heartbeat: Double
    /// Seconds that events are kept for those who come again.
    public var window: Double
    /// Most events that are kept of a church.
    public var windowEvents: Int
    /// Most events that wait for one reader.
    public var mostWaiting: Int
    /// Most bytes that wait for one reader, and thrice as many are kept of a church.
    public var mostWaitingBytes: Int
    /// Most bytes that are kept of all churches.
    public var windowBytes: Int

    /// Limits; the defaults are the product's.
    public init(
        most: Int = 2_000, mostOfMember: Int = 8, heartbeat: Double = 15, window: Double = 60, windowEvents: Int = 1_000,
        mostWaiting: Int = 256, mostWaitingBytes: Int = 262_144, windowBytes: Int = 67_108_864
    ) {
        self.most = most
        self.mostOfMember = mostOfMember
        self.heartbeat = heartbeat
        self.window = window
        self.windowEvents = windowEvents
        self.mostWaiting = mostWaiting
        self.mostWaitingBytes = mostWaitingBytes
        self.windowBytes = windowBytes
    }
}
