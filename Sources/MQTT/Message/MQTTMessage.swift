/// One application message, to be published or received.
public struct MQTTMessage: Sendable, Equatable {
    /// Where it is published.
    public var topic: TopicName
    /// What it says; opaque to MQTT, at most 268,435,455 bytes with its headers.
    public var payload: [UInt8]
    /// How surely it is delivered over this hop.
    public var qos: QoS
    /// To publish: the broker shall keep it for later subscribers. Received: it was kept before this subscription.
    public var isRetained: Bool
    /// Received only: the sender may have sent it before (MQTT 5 section 3.3.1.1). The client library does not report the flag of
    /// incoming messages, so it is false on those.
    public var isDuplicate: Bool
    /// Its MQTT 5 properties.
    public var properties: MQTTProperties

    /// A message; QoS 1 and not retained unless said otherwise.
    public init(
        topic: TopicName, payload: [UInt8], qos: QoS = .atLeastOnce, isRetained: Bool = false, isDuplicate: Bool = false,
        properties: MQTTProperties = MQTTProperties()
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
        self.isDuplicate = isDuplicate
        self.properties = properties
    }
}
