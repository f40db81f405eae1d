import CallSignaling

/// A signal as it passed at the broker, and as streams write it. Shared by all who hear it.
struct StreamEvent: Sendable {
    /// Its place among those of its church.
    let position: EventPosition
    /// Where it was published.
    let topic: Topic
    /// Key `signal_id`, the same for each copy.
    let signalID: String
    /// `{"topic": …, "payload": …}`.
    let data: String

    /// How much it takes, bytes.
    var size: Int { data.utf8.count + 128 }

    /// An event; nil for what is no signal of the service's: what apps publish themselves has no `signal_id`.
    init?(at position: EventPosition, topic: Topic, name: String, payload: [UInt8]) {
        guard let signalID = Self.signalID(in: payload) else { return nil }
        self.position = position
        self.topic = topic
        self.signalID = signalID
        data = "{\"topic\":\"\(name)\",\"payload\":\(String(decoding: payload, as: UTF8.self))}"
    }

    /// The call whose topic it came on, or that it tells a member of.
    var callID: CallID? {
        switch topic {
        case .signal(_, let call), .participants(_, let call): call
        case .incomingCall, .callStatus, .webRTC, .presence, .engagement, .settings: Self.callID(in: signalID)
        }
    }

    private static let key = Array(#""signal_id":""#.utf8)

    /// What stands at the key, found without decoding: the service writes its payloads without blanks, and ids need no escaping.
    private static func signalID(in payload: [UInt8]) -> String? {
        guard let start = payload.firstRange(of: key)?.upperBound, let end = payload[start...].firstIndex(of: UInt8(ascii: "\"")) else {
            return nil
        }
        return String(decoding: payload[start..<end], as: UTF8.self)
    }

    /// Every `signal_id` begins with its call's id.
    private static func callID(in signalID: String) -> CallID? { CallID(validating: String(signalID.prefix(36))) }
}
