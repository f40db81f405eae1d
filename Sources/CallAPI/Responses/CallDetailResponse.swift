import CallSignaling
import FoundationEssentials

/// Answer of `GET /api/calls/{id}`: all there is to know of a call, also after its end.
struct CallDetailResponse: AnswerBody {
    let callID: CallID
    let roomName: String
    let callType: CallType
    let status: CallStatus
    let endReason: Nullable<EndReason>
    let endedBy: Nullable<String>
    let initiatedAt: Timestamp
    let answeredAt: Nullable<Timestamp>
    let endedAt: Nullable<Timestamp>
    let durationSeconds: Int
    let expiresAt: Nullable<Timestamp>
    let serverTime: Timestamp
    let callerID: MemberID
    let communityID: Nullable<CommunityID>
    let participants: [ParticipantDetailResponse]
    let recordings: [RecordingResponse]

    init(_ call: Call, now: Date) {
        callID = call.id
        roomName = call.roomName
        callType = call.type
        status = call.status
        endReason = Nullable(call.endReason)
        endedBy = Nullable(call.status.isLive ? nil : call.endedBy?.rawValue ?? SignalBody.End.system)
        initiatedAt = Timestamp(call.initiatedAt)
        answeredAt = Nullable(call.answeredAt)
        endedAt = Nullable(call.endedAt)
        durationSeconds = call.duration(at: now)
        expiresAt = Nullable(call.ringDeadline)
        serverTime = Timestamp(now)
        callerID = call.caller.id
        communityID = Nullable(call.community?.id)
        participants = call.participants.map(ParticipantDetailResponse.init)
        recordings = call.recordings.map(RecordingResponse.init)
    }

    enum CodingKeys: String, CodingKey {
        case callID = "call_id"
        case roomName = "room_name"
        case callType = "call_type"
        case status
        case endReason = "end_reason"
        case endedBy = "ended_by"
        case initiatedAt = "initiated_at"
        case answeredAt = "answered_at"
        case endedAt = "ended_at"
        case durationSeconds = "duration_seconds"
        case expiresAt = "expires_at"
        case serverTime = "server_time"
        case callerID = "caller_id"
        case communityID = "community_id"
        case participants, recordings
    }
}
