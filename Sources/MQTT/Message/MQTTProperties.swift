/// The properties of a message that MQTT 5 carries beside its payload (section 3.3.2.3). A 3.1.1 connection drops them.
public struct MQTTProperties: Sendable, Equatable {
    /// Seconds after which a broker no longer delivers the message; on a received message, what is left of them.
    public var messageExpirySeconds: UInt32?
    /// MIME type of the payload.
    public var contentType: String?
    /// Whether the payload is declared UTF-8 text (payload format indicator 1).
    public var isUTF8: Bool
    /// Topic an answer is expected on.
    public var responseTopic: String?
    /// Opaque bytes that tie an answer to this message, at most 65,535.
    public var correlationData: [UInt8]?
    /// The application's own properties, in order.
    public var userProperties: [UserProperty]

    /// Properties of the given values; without arguments, none.
    public init(
        messageExpirySeconds: UInt32? = nil, contentType: String? = nil, isUTF8: Bool = false, responseTopic: String? = nil,
        correlationData: [UInt8]? = nil, userProperties: [UserProperty] = []
    ) {
        self.messageExpirySeconds = messageExpirySeconds
        self.contentType = contentType
        self.isUTF8 = isUTF8
        self.responseTopic = responseTopic
        self.correlationData = correlationData
        self.userProperties = userProperties
    }

    /// Value of the first user property called `name`.
    public func userProperty(_ name: String) -> String? {
        userProperties.first { $0.name == name }?.value
    }

    /// Whether nothing is set, so that nothing needs to be sent.
    var isEmpty: Bool { self == MQTTProperties() }
}
