/// The broker, as far as signals need it.
public protocol SignalPublisher: Sendable {
    /// Hands over a message; never blocks. The order of calls is the order of publishing.
    ///
    /// `completion` runs once, when the broker has acknowledged the message or it cannot be published. It must not block. When the connection
    /// is lost, or is too slow, all messages under way fail with `cutOff`: the publisher itself never sends again.
    func publish(_ message: OutboundMessage, completion: @escaping @Sendable (Result<Void, PublishFailure>) -> Void)

    /// Whether there is a connection to the broker.
    var isConnected: Bool { get }
}

/// Why a message was not published.
public enum PublishFailure: Error, Hashable, Sendable {
    /// The connection to the broker was lost or too slow, or there was none. The message may have arrived.
    case cutOff(String)
    /// The broker, or the message's own form, forbids it; publishing it again at once is of no use.
    case refused(String)
}

/// A signal on its way to one topic.
public struct OutboundMessage: Hashable, Sendable {
    /// The topic's name.
    public let topic: String
    /// The JSON.
    public let payload: String
    /// User property `signal_id`.
    public let signalID: String
    /// Whole seconds after which the broker drops it (MQTT 5, 3.3.2.3.3); nil keeps it.
    public let expirySeconds: UInt32?

    /// A message.
    public init(topic: String, payload: String, signalID: String, expirySeconds: UInt32?) {
        self.topic = topic
        self.payload = payload
        self.signalID = signalID
        self.expirySeconds = expirySeconds
    }
}
