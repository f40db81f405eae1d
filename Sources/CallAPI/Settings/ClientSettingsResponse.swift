import CallSignaling

/// Answer of `GET /api/signaling/config`.
struct ClientSettingsResponse: AnswerBody {
    /// Addresses of the broker, by how they are spoken to; the preferred one first in each.
    struct Broker: Encodable, Sendable {
        let websocket: [String]
        let tls: [String]
        let tcp: [String]

        init(_ addresses: [String]) {
            websocket = addresses.filter { $0.hasPrefix("wss://") || $0.hasPrefix("ws://") }
            tls = addresses.filter { $0.hasPrefix("mqtts://") }
            tcp = addresses.filter { $0.hasPrefix("mqtt://") }
        }
    }

    /// How long each state of a call may last, and when signals are sent again; seconds.
    struct Timeouts: Encodable, Sendable {
        let ring, connect, reconnect, maximum: Double
        let ringRepeats: [Double]
        let ringRepeatAfterAcknowledgement: Double
        let cancelRepeats: [Double]

        enum CodingKeys: String, CodingKey {
            case ring, connect, reconnect, maximum
            case ringRepeats = "ring_repeats"
            case ringRepeatAfterAcknowledgement = "ring_repeat_after_ack"
            case cancelRepeats = "cancel_repeats"
        }

        init(_ timeouts: CallTimeouts, _ repeats: RepeatPlan) {
            (ring, connect, reconnect, maximum) = (timeouts.ring, timeouts.connect, timeouts.reconnect, timeouts.maximum)
            ringRepeats = repeats.inviteOffsets
            ringRepeatAfterAcknowledgement = repeats.afterAcknowledgement
            cancelRepeats = repeats.cancelOffsets
        }
    }

    let version: String
    let broker: Broker
    let topics: [String: String]
    let timeouts: Timeouts
    let ice: ICEServerList
    let capabilities: ClientSettings.Capabilities
    /// For `Cache-Control`.
    let maximumAge: Int

    enum CodingKeys: String, CodingKey {
        case version, broker, topics, timeouts, ice, capabilities
    }

    /// The credentials in it are made anew for each who asks, and are not part of what the tag is about.
    var entityTag: EntityTag? { EntityTag(version: version, maximumAge: maximumAge) }

    init(_ settings: ClientSettings, version: String, ice: ICEServerList) {
        self.version = version
        self.ice = ice
        broker = Broker(settings.brokers)
        topics = Dictionary(uniqueKeysWithValues: TopicTemplate.allCases.map { ($0.settingsName, $0.address) })
        timeouts = Timeouts(settings.timeouts, settings.repeats)
        capabilities = settings.capabilities
        maximumAge = settings.maximumAge
    }
}

extension TopicTemplate {
    /// The key under which clients are told of it: the case's name, written as keys are.
    fileprivate var settingsName: String {
        self == .webRTC
            ? "webrtc"
            : rawValue.reduce(into: "") { name, character in
                name += character.isUppercase ? "_\(character.lowercased())" : String(character)
            }
    }
}
