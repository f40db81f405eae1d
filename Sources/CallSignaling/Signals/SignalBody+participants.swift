extension SignalBody {
    /// `participant_joined`.
    public struct Joined: Sendable, Hashable, Codable {
        /// Who.
        public let participant: Person

        init(_ member: Member) { participant = Person(member) }
    }

    /// `participant_left`.
    public struct Left: Sendable, Hashable, Codable {
        /// Who.
        public let participantID: MemberID
        /// His name.
        public let participantName: String
        /// The host who took him out; absent unless one did.
        public let removedBy: MemberID?

        init(_ member: Member, removedBy: MemberID? = nil) {
            participantID = member.id
            participantName = member.name
            self.removedBy = removedBy
        }

        enum CodingKeys: String, CodingKey {
            case participantID = "participant_id"
            case participantName = "participant_name"
            case removedBy = "removed_by"
        }
    }

    /// `participant_reconnecting`, `participant_reconnected`.
    public struct Named: Sendable, Hashable, Codable {
        /// Who.
        public let participantID: MemberID
        /// His name.
        public let participantName: String

        init(_ member: Member) {
            participantID = member.id
            participantName = member.name
        }

        enum CodingKeys: String, CodingKey {
            case participantID = "participant_id"
            case participantName = "participant_name"
        }
    }

    /// `participant_muted`.
    public struct Muted: Sendable, Hashable, Codable {
        /// Who.
        public let participantID: MemberID
        /// Microphone off.
        public let isMuted: Bool
        /// The host who switched it off; absent where his own app says so.
        public let mutedBy: MemberID?

        init(_ member: MemberID, isMuted: Bool, by host: MemberID? = nil) {
            participantID = member
            self.isMuted = isMuted
            mutedBy = host
        }

        enum CodingKeys: String, CodingKey {
            case participantID = "participant_id"
            case isMuted = "is_muted"
            case mutedBy = "muted_by"
        }
    }

    /// `participant_video`.
    public struct Video: Sendable, Hashable, Codable {
        /// Who.
        public let participantID: MemberID
        /// Camera on.
        public let isVideoEnabled: Bool

        init(_ member: MemberID, isVideoEnabled: Bool) {
            participantID = member
            self.isVideoEnabled = isVideoEnabled
        }

        enum CodingKeys: String, CodingKey {
            case participantID = "participant_id"
            case isVideoEnabled = "is_video_enabled"
        }
    }

    /// `participant_speaker`.
    public struct Speaker: Sendable, Hashable, Codable {
        /// Who.
        public let participantID: MemberID
        /// Loudspeaker on.
        public let isSpeakerOn: Bool

        init(_ member: MemberID, isSpeakerOn: Bool) {
            participantID = member
            self.isSpeakerOn = isSpeakerOn
        }

        enum CodingKeys: String, CodingKey {
            case participantID = "participant_id"
            case isSpeakerOn = "is_speaker_on"
        }
    }

    /// `participant_screen_share`.
    public struct ScreenShare: Sendable, Hashable, Codable {
        /// Who.
        public let participantID: MemberID
        /// Others see his screen.
        public let isScreenSharing: Bool

        init(_ member: MemberID, isScreenSharing: Bool) {
            participantID = member
            self.isScreenSharing = isScreenSharing
        }

        enum CodingKeys: String, CodingKey {
            case participantID = "participant_id"
            case isScreenSharing = "is_screen_sharing"
        }
    }

    /// `participant_hand`.
    public struct Hand: Sendable, Hashable, Codable {
        /// Who.
        public let participantID: MemberID
        /// He asks for the word.
        public let isHandRaised: Bool

        init(_ member: MemberID, isHandRaised: Bool) {
            participantID = member
            self.isHandRaised = isHandRaised
        }

        enum CodingKeys: String, CodingKey {
            case participantID = "participant_id"
            case isHandRaised = "is_hand_raised"
        }
    }

    /// `network_quality`.
    public struct Quality: Sendable, Hashable, Codable {
        /// Whose connection.
        public let participantID: MemberID
        /// How good it is.
        public let quality: QualityLevel
        /// Round trip, milliseconds.
        public let latencyMilliseconds: Double
        /// Lost packets, per cent.
        public let packetLossPercent: Double

        init(_ member: MemberID, _ level: QualityLevel, _ report: QualityReport) {
            participantID = member
            quality = level
            latencyMilliseconds = report.roundTrip
            packetLossPercent = report.packetLoss
        }

        enum CodingKeys: String, CodingKey {
            case participantID = "participant_id"
            case quality
            case latencyMilliseconds = "latency_ms"
            case packetLossPercent = "packet_loss_percent"
        }
    }
}
