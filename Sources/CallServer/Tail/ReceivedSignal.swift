import CallSignaling
import FoundationEssentials

/// A message from one of a call's topics, taken as it is: anybody may publish anything, and types grow.
struct ReceivedSignal: Sendable, Hashable {
    /// When it came.
    let receivedAt: Date
    /// The topic's name.
    let topicName: String
    /// What the topic is, if it is one of ours.
    let topic: Topic?
    /// The payload; nil if it is no JSON.
    let payload: JSONValue?
    /// How long the payload is, bytes.
    let payloadSize: Int

    /// A message.
    init(topic name: String, payload: [UInt8], receivedAt: Date) {
        self.receivedAt = receivedAt
        topicName = name
        topic = Topic(name: name)
        self.payload = try? JSONDecoder().decode(JSONValue.self, from: Data(payload))  // nil says it is none
        payloadSize = payload.count
    }

    /// Key `type`.
    var type: String? { payload?["type"]?.text }

    /// Key `signal_id`; nil in what an app published.
    var signalID: String? { payload?["signal_id"]?.text }

    /// The call, by its topic or key `call_id`.
    var callID: String? {
        switch topic {
        case .signal(_, let call), .participants(_, let call): call.rawValue
        default: payload?["call_id"]?.text
        }
    }

    /// The tenant.
    var churchID: ChurchID? {
        switch topic {
        case .incomingCall(let church, _), .callStatus(let church, _), .presence(let church, _), .webRTC(let church, _): church
        case .signal(let church, _), .participants(let church, _), .engagement(let church, _),
            .settings(let church):
            church
        case nil: nil
        }
    }

    /// The member whose topic it came on.
    var inbox: MemberID? {
        switch topic {
        case .incomingCall(_, let member), .callStatus(_, let member), .presence(_, let member), .engagement(_, let member),
            .webRTC(_, let member):
            member
        case .signal, .participants, .settings, nil: nil
        }
    }

    /// All members it names, by topic and payload.
    var members: Set<String> {
        let keys = ["callee_id", "caller_id", "ended_by", "participant_id", "from", "to"]
        var members = Set(keys.compactMap { payload?[$0]?.text })
        members.formUnion(["caller", "participant"].compactMap { payload?[$0]?["id"]?.text })
        members.formUnion(payload?["callee_ids"]?.items?.compactMap(\.text) ?? [])
        if let inbox { members.insert(inbox.rawValue) }
        return members
    }
}
