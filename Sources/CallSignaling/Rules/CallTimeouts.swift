/// How long each live state may last, in seconds. Kept with the call, so that a change of configuration or another instance changes nothing under way.
public struct CallTimeouts: Hashable, Sendable, Codable {
    /// Ringing, per callee.
    public var ring: Double
    /// From a participant's answer to his media being up.
    public var connect: Double
    /// From the first answer to the forced end.
    public var maximum: Double

    /// Timeouts; the defaults are the product's.
    public init(ring: Double = 45, connect: Double = 30, maximum: Double = 4 * 3_600) {
        self.ring = ring
        self.connect = connect
        self.maximum = maximum
    }
}
