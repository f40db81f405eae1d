/// How long each live state may last, in seconds. Kept with the call, so that a change of configuration or another instance changes nothing under way.
public struct CallTimeouts: Hashable, Sendable, Codable {
    /// Ringing, per callee.
    public var ring: Double
    /// From a participant's answer to his media being up.
    public var connect: Double
    /// From the first answer to the forced end.
    public var maximum: Double
    /// From the loss of a participant's connection to his having left.
    public var reconnect: Double

    /// Timeouts; the defaults are the product's.
    public init(ring: Double = 45, connect: Double = 30, maximum: Double = 4 * 3_600, reconnect: Double = 30) {
        self.ring = ring
        self.connect = connect
        self.maximum = maximum
        self.reconnect = reconnect
    }

    /// Decodes timeouts; those of calls from before there was `reconnect` have its default.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        ring = try container.decode(Double.self, forKey: .ring)
        connect = try container.decode(Double.self, forKey: .connect)
        maximum = try container.decode(Double.self, forKey: .maximum)
        reconnect = try container.decodeIfPresent(Double.self, forKey: .reconnect) ?? CallTimeouts().reconnect
    }
}
