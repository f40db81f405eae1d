import CallSignaling
import FoundationEssentials

/// Answer of create and accept: the call, and the way into its media room.
struct CallResponse: AnswerBody {
    let callID: CallID
    let roomName: String
    let token: String
    let url: String
    let callType: CallType
    let participants: [ParticipantResponse]
    let status: CallStatus
    let glare: Bool?
    let iceServers: [ICEServerList.Server]
    let expiresAt: Nullable<Timestamp>
    let serverTime: Timestamp

    init(_ call: Call, media: MediaTokenResponse, ice: ICEServerList, isGlare: Bool, now: Date) {
        callID = call.id
        roomName = call.roomName
        token = media.token
        url = media.url
        callType = call.type
        participants = call.participants.map(ParticipantResponse.init)
        status = call.status
        glare = isGlare ? true : nil
        iceServers = ice.servers
        expiresAt = Nullable(call.ringDeadline)
        serverTime = Timestamp(now)
    }

    enum CodingKeys: String, CodingKey {
        case callID = "call_id"
        case roomName = "room_name"
        case token = "livekit_token"
        case url = "livekit_url"
        case callType = "call_type"
        case participants, status, glare
        case iceServers = "ice_servers"
        case expiresAt = "expires_at"
        case serverTime = "server_time"
    }
}
