import CallSignaling
import FoundationEssentials

/// Answer of `GET …/events`: the call's story.
struct EventsResponse: AnswerBody {
    /// One line of it.
    struct Line: Encodable, Sendable {
        let seq: Int
        let at: Timestamp
        let type: AuditEvent.Kind
        let by: Nullable<MemberID>
        let deviceID: Nullable<DeviceID>
        let target: Nullable<MemberID>

        enum CodingKeys: String, CodingKey {
            case seq, at, type, by, target
            case deviceID = "device_id"
        }
    }

    let callID: CallID
    let events: [Line]

    init(_ call: Call) {
        callID = call.id
        events = call.events.map {
            Line(
                seq: $0.seq, at: Timestamp($0.at), type: $0.type, by: Nullable($0.by), deviceID: Nullable($0.device),
                target: Nullable($0.target))
        }
    }

    enum CodingKeys: String, CodingKey {
        case callID = "call_id"
        case events
    }
}
