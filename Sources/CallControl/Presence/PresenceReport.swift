public import CallSignaling
public import FoundationEssentials

/// What an app says of its member on his presence topic (CONTRACT, MQTT): `{online, last_seen, …}`.
public struct PresenceReport: Hashable, Sendable {
    /// Largest payload that is looked at, bytes; the broker lets members publish no more.
    public static let payloadLimit = 4_096

    /// Whether he is online.
    public let isOnline: Bool
    /// When he was last, as his phone has it. A last will has the time of the connection that it was left with.
    public let lastSeen: Date?
    /// Which of his devices says so; nil from apps that do not name theirs.
    public let device: DeviceID?
    /// Which connection of that device; nil from apps that do not name theirs.
    public let connection: DeviceID?

    /// A report.
    public init(isOnline: Bool, lastSeen: Date? = nil, device: DeviceID? = nil, connection: DeviceID? = nil) {
        self.isOnline = isOnline
        self.lastSeen = lastSeen
        self.device = device
        self.connection = connection
    }

    /// The report in a payload; nil if it is none, or is too long. Of keys beside `online`, one that cannot be read counts as absent.
    public init?(payload: [UInt8]) {
        guard payload.count <= Self.payloadLimit else { return nil }
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(payload)) else { return nil }  // members may publish anything here
        self.init(
            isOnline: body.isOnline, lastSeen: body.lastSeen, device: body.device.flatMap(DeviceID.init(validating:)),
            connection: body.connection.flatMap(DeviceID.init(validating:)))
    }

    private struct Body: Decodable {
        let isOnline: Bool
        let lastSeen: Date?
        let device: String?
        let connection: String?

        enum CodingKeys: String, CodingKey {
            case isOnline = "online"
            case lastSeen = "last_seen"
            case device = "device_id"
            case connection = "connection_id"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            isOnline = try container.decode(Bool.self, forKey: .isOnline)
            lastSeen = (try? container.decode(Timestamp.self, forKey: .lastSeen))?.date  // the arrival stands in for it
            device = try? container.decode(String.self, forKey: .device)  // then he has but one
            connection = try? container.decode(String.self, forKey: .connection)  // then every report of the device counts
        }
    }
}
