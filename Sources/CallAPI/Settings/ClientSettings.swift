public import CallSignaling
import Crypto

/// What clients are told about how to work with this service: where the broker is, and by which rules calls go.
public struct ClientSettings: Hashable, Sendable {
    /// What is switched on, and how much of it there may be.
    public struct Capabilities: Hashable, Sendable, Encodable {
        /// Whether calls have a media room.
        public var mediaRooms: Bool
        /// Whether it is published who is in a call.
        public var callPresence: Bool
        /// Whether there are passwords for brokers that verify tokens themselves.
        public var brokerTokens: Bool
        /// Most callees of one call.
        public var calleeLimit: Int

        /// Capabilities.
        public init(mediaRooms: Bool = false, callPresence: Bool = false, brokerTokens: Bool = false, calleeLimit: Int = 8) {
            self.mediaRooms = mediaRooms
            self.callPresence = callPresence
            self.brokerTokens = brokerTokens
            self.calleeLimit = calleeLimit
        }

        enum CodingKeys: String, CodingKey {
            case mediaRooms = "media_rooms"
            case callPresence = "call_presence"
            case brokerTokens = "broker_tokens"
            case calleeLimit = "max_callees"
        }
    }

    /// Addresses of the broker for clients, the preferred one first: `wss://…`, `ws://…`, `mqtts://…`, `mqtt://…`.
    public var brokers: [String]
    /// How long clients may go by an answer before they ask again, seconds.
    public var maximumAge: Int
    /// How long each state of a call may last.
    public var timeouts: CallTimeouts
    /// When signals are sent again.
    public var repeats: RepeatPlan
    /// STUN and TURN.
    public var ice: ICEServers
    /// What is switched on.
    public var capabilities: Capabilities

    /// Settings.
    public init(
        brokers: [String] = [], maximumAge: Int = 60, timeouts: CallTimeouts = CallTimeouts(), repeats: RepeatPlan = RepeatPlan(),
        ice: ICEServers = ICEServers(), capabilities: Capabilities = Capabilities()
    ) {
        self.brokers = brokers
        self.maximumAge = maximumAge
        self.timeouts = timeouts
        self.repeats = repeats
        self.ice = ice
        self.capabilities = capabilities
    }

    /// Names what clients are told, but for credentials: the same for the same settings, on every instance.
    public var version: String {
        let parts = [
            brokers.description, "\(maximumAge)", "\(timeouts)", "\(repeats)", ice.stun.description, ice.turn.description,
            "\(capabilities)",
            TopicTemplate.allCases.map(\.address).description,
        ]
        let digest = SHA256.hash(data: Array(parts.joined(separator: "\n").utf8))
        return digest.prefix(8).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
