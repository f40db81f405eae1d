import CallControl
import CallSignaling

/// What a request is answered with.
protocol AnswerBody: Encodable, Sendable {
    /// Adds all members, keys sorted; false where it is asked for too rarely to be worth it, and `Codable` does it. Tests hold both to the same.
    func add(to json: inout JSONText) -> Bool

    /// What tells it from other answers of the same address; nil where nobody is to keep it.
    var entityTag: EntityTag? { get }
}

extension AnswerBody {
    func add(to json: inout JSONText) -> Bool { false }
    var entityTag: EntityTag? { nil }
}

extension MessageResponse {
    func add(to json: inout JSONText) -> Bool {
        json.add("message", message)
        return true
    }
}

extension CallResponse {
    func add(to json: inout JSONText) -> Bool {
        json.add("call_id", callID.rawValue)
        json.add("call_type", callType.rawValue)
        json.add("expires_at", expiresAt.value?.text)
        if let glare { json.add("glare", glare) }
        json.add("ice_servers", objects: iceServers) { $1.add(to: &$0) }
        json.add("livekit_token", token)
        json.add("livekit_url", url)
        json.add("participants", objects: participants) { $1.add(to: &$0) }
        json.add("room_name", roomName)
        json.add("server_time", serverTime.text)
        json.add("status", status.rawValue)
        return true
    }
}

extension ParticipantResponse {
    func add(to json: inout JSONText) {
        json.add("is_hand_raised", isHandRaised)
        json.add("is_muted", isMuted)
        json.add("is_reconnecting", isReconnecting)
        json.add("is_screen_sharing", isScreenSharing)
        json.add("is_speaker_on", isSpeakerOn)
        json.add("is_video_enabled", isVideoEnabled)
        json.add("joined_at", joinedAt.value?.text)
        json.add("left_at", leftAt.value?.text)
        json.add("member_avatar", memberAvatar.value)
        json.add("member_id", memberID.rawValue)
        json.add("member_name", memberName)
        json.add("role", role.rawValue)
    }
}

extension ReadinessReport: AnswerBody {}

extension Nullable: AnswerBody {}
