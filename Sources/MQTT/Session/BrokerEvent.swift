/// What the library reported. Callbacks only note events; the driver handles them after the call that caused them returned, so
/// an acknowledgement cannot come before the packet id it belongs to is known.
enum BrokerEvent: Sendable {
    /// The broker's answer to the connection.
    case connectAnswered(ConnectAnswer)
    /// The broker ended the connection and said why.
    case disconnected(reasonCode: UInt8)
    /// A publish is done: acknowledged, or at QoS 0 written to the socket.
    case acknowledged(packetID: UInt16, reasonCode: UInt8)
    /// A message arrived.
    case received(MQTTMessage)
    /// The answer to a subscription: one code for each filter, 128 and above is a refusal.
    case subscribed(packetID: UInt16, codes: [UInt8])
    /// The answer to an unsubscription.
    case unsubscribed(packetID: UInt16)
}

/// What a CONNACK says (MQTT 5 section 3.2).
struct ConnectAnswer: Sendable, Equatable {
    let reasonCode: UInt8
    let isSessionPresent: Bool
    /// Most unacknowledged QoS 1 and 2 publishes the broker takes.
    let receiveMaximum: UInt16
}
