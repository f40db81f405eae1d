import CallSignaling
import FoundationEssentials

/// The contract's `ActiveCallInfo`: `started_at` is the answer, or the making of a call that nobody has answered yet.
struct ActiveCallResponse: AnswerBody {
    let callID: CallID
    let roomName: String
    let callType: CallType
    let status: CallStatus
    let participants: [ParticipantResponse]
    let startedAt: Timestamp
    let durationSeconds: Int

    init(_ call: Call, now: Date) {
        callID = call.id
        roomName = call.roomName
        callType = call.type
        status = call.status
        participants = call.participants.map(ParticipantResponse.init)
        startedAt = Timestamp(call.answeredAt ?? call.initiatedAt)
        durationSeconds = call.duration(at: now)
    }

    enum CodingKeys: String, CodingKey {
        case callID = "call_id"
        case roomName = "room_name"
        case callType = "call_type"
        case status, participants
        case startedAt = "started_at"
        case durationSeconds = "duration_seconds"
    }
}
