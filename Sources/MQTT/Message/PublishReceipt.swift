/// What the broker answered to a publish.
public struct PublishReceipt: Sendable, Equatable {
    /// Reason code of the acknowledgement, below 128 (MQTT 5 section 3.4.2.1); 0 at QoS 0 and over 3.1.1.
    public let reasonCode: UInt8

    /// False when the broker said that nobody subscribes to the topic (reason code 16, which is a success).
    public var hadSubscribers: Bool { reasonCode != 16 }

    /// A receipt with this reason code; public so that fakes of a publisher can make one.
    public init(reasonCode: UInt8) { self.reasonCode = reasonCode }
}
