import CallSignaling
import FoundationEssentials

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
    /// Who is in the call, or is not any more, by this event.
    let attendance: (MemberID, isIn: Bool)?

    /// How much it takes, bytes.
    var size: Int { data.utf8.count + 128 }

    /// An event; nil for what is no signal of the service's: those are one JSON object on one line, with a `signal_id`, on a call's topic one of that
    /// call.
    ///
    /// Some brokers let apps publish on a call's topic whatever says that it is a `call_ringing`; the service's own go to the caller's inbox alone.
    init?(at position: EventPosition, topic: Topic, name: String, payload: [UInt8]) {
        guard !payload.contains(where: Self.endsLine),
            let head = try? JSONDecoder().decode(Head.self, from: Data(payload))  // what is none is no signal
        else { return nil }
        if case .signal(_, let call) = topic, head.type == "call_ringing" || Self.callID(in: head.signalID) != call { return nil }
        if case .participants(_, let call) = topic, Self.callID(in: head.signalID) != call { return nil }
        self.position = position
        self.topic = topic
        signalID = head.signalID
        attendance = head.attendance(on: topic)
        data = "{\"topic\":\"\(name)\",\"payload\":\(String(decoding: payload, as: UTF8.self))}"
    }

    /// The call whose topic it came on, or that it tells a member of.
    var callID: CallID? {
        switch topic {
        case .signal(_, let call), .participants(_, let call): call
        case .incomingCall, .callStatus, .webRTC, .presence, .engagement, .settings: Self.callID(in: signalID)
        }
    }

    /// What decides whether a payload is an event.
    private struct Head: Decodable {
        enum CodingKeys: String, CodingKey {
            case signalID = "signal_id"
            case type
            case participant
            case participantID = "participant_id"
        }

        struct Participant: Decodable {
            let id: String
        }

        let signalID: String
        let type: String
        let participant: Participant?
        let participantID: String?

        func attendance(on topic: Topic) -> (MemberID, isIn: Bool)? {
            switch (SignalType(rawValue: type), topic) {
            case (.callInvite, .incomingCall(_, let member)): (member, true)
            case (.participantJoined, .participants): participant.map { (MemberID($0.id), true) }
            case (.participantLeft, .participants): participantID.map { (MemberID($0), false) }
            default: nil
            }
        }
    }

    private static func endsLine(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    /// Every `signal_id` begins with its call's id.
    private static func callID(in signalID: String) -> CallID? { CallID(validating: String(signalID.prefix(36))) }
}
