/// The topic a message is published to: no wildcards, 1 to 65,535 bytes of UTF-8 without U+0000 (MQTT 5 section 4.7).
public struct TopicName: Hashable, Sendable, CustomStringConvertible {
    /// The topic as it goes on the wire.
    public let string: String

    /// Checks `string` against the rules of topic names; throws `invalidTopic`.
    public init(validating string: String) throws(MQTTError) {
        if let flaw = TopicRules.flaw(in: string) { throw MQTTError(.invalidTopic, "topic name \(flaw)") }
        guard !string.utf8.contains(where: { $0 == TopicRules.plus || $0 == TopicRules.hash }) else {
            throw MQTTError(.invalidTopic, "topic name contains a wildcard")
        }
        self.string = string
    }

    /// A name the broker sent; brokers forward only what they checked.
    init(received string: String) { self.string = string }

    /// The topic itself.
    public var description: String { string }
}
