public import FoundationEssentials

/// A notification by Expo's push service (docs.expo.dev, *Send notifications with the Expo Push Service*).
public struct ExpoMessage: Sendable {
    /// What the user is shown; nil for one that only the app sees.
    public var title: String?
    /// The text below it.
    public var body: String?
    /// What the app gets.
    public var data: any Encodable & Sendable
    /// Until when it is of use.
    public var expiresAt: Date
    /// Whether it makes a sound.
    public var isAudible: Bool
    /// The channel on Android, which decides on sound and vibration.
    public var channelID: String?

    /// A notification.
    public init(
        title: String? = nil, body: String? = nil, data: any Encodable & Sendable, expiresAt: Date, isAudible: Bool = false,
        channelID: String? = nil
    ) {
        self.title = title
        self.body = body
        self.data = data
        self.expiresAt = expiresAt
        self.isAudible = isAudible
        self.channelID = channelID
    }
}

/// A notification and whom it is for, as it goes to Expo.
struct AddressedMessage: Encodable, Sendable {
    let message: ExpoMessage
    let token: String
    let now: Date

    private enum CodingKeys: String, CodingKey {
        case to, title, body, data, ttl, priority, sound, channelId, contentAvailable = "_contentAvailable"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(token, forKey: .to)
        try container.encodeIfPresent(message.title, forKey: .title)
        try container.encodeIfPresent(message.body, forKey: .body)
        try container.encode(message.data, forKey: .data)
        try container.encode(max(0, Int(message.expiresAt.timeIntervalSince(now))), forKey: .ttl)
        try container.encode("high", forKey: .priority)
        if message.isAudible { try container.encode("default", forKey: .sound) }
        try container.encodeIfPresent(message.channelID, forKey: .channelId)
        if message.title == nil, message.body == nil { try container.encode(true, forKey: .contentAvailable) }
    }
}
