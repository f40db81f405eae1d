import CallControl
import MQTT

/// Publishes signals on the MQTT connection (DESIGN 5): JSON, never retained, with `signal_id` as user property.
struct MQTTSignalPublisher: SignalPublisher {
    private let link: BrokerLink
    private let qos: QoS

    /// A publisher through `link`, whose client must be started for anything to happen.
    init(link: BrokerLink, qos: QoS) {
        self.link = link
        self.qos = qos
    }

    /// Queues a message; see the port. The client must keep nothing over an outage (`OutagePolicy.fail`).
    func publish(_ message: OutboundMessage, completion: @escaping @Sendable (Result<Void, PublishFailure>) -> Void) {
        do {
            link.enqueue(try MQTTMessage(message, qos: qos)) { completion($0.map { _ in }.mapError(PublishFailure.init)) }
        } catch {
            completion(.failure(PublishFailure(error)))
        }
    }

    /// Queues a message with QoS 1, whose acknowledgement says whether somebody subscribes to its topic: by reason 16 of MQTT 5 (3.4.2.1), which QoS 2 and
    /// MQTT 3.1.1 do not tell; then it is as if somebody did.
    func publishTelling(_ message: OutboundMessage, completion: @escaping @Sendable (Result<Bool, PublishFailure>) -> Void) {
        do {
            link.enqueue(try MQTTMessage(message, qos: .atLeastOnce)) {
                completion($0.map(\.hadSubscribers).mapError(PublishFailure.init))
            }
        } catch {
            completion(.failure(PublishFailure(error)))
        }
    }

    /// Whether there is a connection to the broker.
    var isConnected: Bool { link.isConnected }
}

extension PublishFailure {
    /// What a failed publish means to the relay.
    init(_ error: MQTTError) {
        switch error.code {
        case .publishRefused, .invalidTopic, .invalidMessage, .messageTooLarge: self = .refused(error.description)
        default: self = .cutOff(error.description)
        }
    }
}

extension MQTTMessage {
    /// The message as it goes to the broker; throws `invalidTopic` where the topic's name is none.
    init(_ message: OutboundMessage, qos: QoS) throws(MQTTError) {
        self.init(
            topic: try TopicName(validating: message.topic), payload: Array(message.payload.utf8), qos: qos,
            properties: MQTTProperties(
                messageExpirySeconds: message.expirySeconds, contentType: "application/json", isUTF8: true,
                userProperties: [UserProperty(name: "signal_id", value: message.signalID)]))
    }
}
