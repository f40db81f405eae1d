import CallSignaling
import FoundationEssentials

/// A `CallParticipant` of the contract.
struct ParticipantResponse: Encodable, Sendable {
    let memberID: MemberID
    let memberName: String
    let memberAvatar: Nullable<String>
    let role: Participant.Role
    let joinedAt: Nullable<Timestamp>
    let leftAt: Nullable<Timestamp>
    let isMuted: Bool
    let isVideoEnabled: Bool
    let isSpeakerOn: Bool
    let isScreenSharing: Bool
    let isHandRaised: Bool
    let isReconnecting: Bool

    init(_ participant: Participant) {
        memberID = participant.id
        memberName = participant.member.name
        memberAvatar = Nullable(participant.member.avatar)
        role = participant.role
        joinedAt = Nullable(participant.joinedAt)
        leftAt = Nullable(participant.leftAt)
        isMuted = participant.media.isMuted
        isVideoEnabled = participant.media.isVideoEnabled
        isSpeakerOn = participant.media.isSpeakerOn
        isScreenSharing = participant.media.isScreenSharing
        isHandRaised = participant.media.isHandRaised
        isReconnecting = participant.reconnectingSince != nil
    }

    enum CodingKeys: String, CodingKey {
        case memberID = "member_id"
        case memberName = "member_name"
        case memberAvatar = "member_avatar"
        case role
        case joinedAt = "joined_at"
        case leftAt = "left_at"
        case isMuted = "is_muted"
        case isVideoEnabled = "is_video_enabled"
        case isSpeakerOn = "is_speaker_on"
        case isScreenSharing = "is_screen_sharing"
        case isHandRaised = "is_hand_raised"
        case isReconnecting = "is_reconnecting"
    }
}

extension Nullable<Timestamp> {
    /// The date as a timestamp.
    init(_ date: Date?) { self.init(date.map(Timestamp.init)) }
}
