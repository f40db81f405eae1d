/// What a participant's app says of his microphone, camera, speaker, screen and hand.
public struct MediaFlags: Hashable, Sendable, Codable {
    /// Microphone off.
    public var isMuted: Bool
    /// Camera on.
    public var isVideoEnabled: Bool
    /// Loudspeaker on.
    public var isSpeakerOn: Bool
    /// Others see his screen.
    public var isScreenSharing: Bool
    /// He asks for the word.
    public var isHandRaised: Bool

    enum CodingKeys: String, CodingKey {
        case isMuted = "is_muted"
        case isVideoEnabled = "is_video_enabled"
        case isSpeakerOn = "is_speaker_on"
        case isScreenSharing = "is_screen_sharing"
        case isHandRaised = "is_hand_raised"
    }

    /// Flags of one who just came in.
    public init(
        isMuted: Bool = false, isVideoEnabled: Bool = false, isSpeakerOn: Bool = false, isScreenSharing: Bool = false,
        isHandRaised: Bool = false
    ) {
        self.isMuted = isMuted
        self.isVideoEnabled = isVideoEnabled
        self.isSpeakerOn = isSpeakerOn
        self.isScreenSharing = isScreenSharing
        self.isHandRaised = isHandRaised
    }

    /// Flags one starts a call of `type` with: camera and speaker on for video.
    public init(type: CallType) { self.init(isVideoEnabled: type == .video, isSpeakerOn: type == .video) }

    /// Decodes flags; calls from before there were screens and hands have neither.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        isMuted = try container.decode(Bool.self, forKey: .isMuted)
        isVideoEnabled = try container.decode(Bool.self, forKey: .isVideoEnabled)
        isSpeakerOn = try container.decode(Bool.self, forKey: .isSpeakerOn)
        isScreenSharing = try container.decodeIfPresent(Bool.self, forKey: .isScreenSharing) ?? false
        isHandRaised = try container.decodeIfPresent(Bool.self, forKey: .isHandRaised) ?? false
    }
}

/// Flags to change; nil leaves one as it is.
public struct MediaChange: Hashable, Sendable {
    /// Microphone off.
    public var isMuted: Bool?
    /// Camera on.
    public var isVideoEnabled: Bool?
    /// Loudspeaker on.
    public var isSpeakerOn: Bool?
    /// Others see his screen.
    public var isScreenSharing: Bool?
    /// He asks for the word.
    public var isHandRaised: Bool?

    /// A change.
    public init(
        isMuted: Bool? = nil, isVideoEnabled: Bool? = nil, isSpeakerOn: Bool? = nil, isScreenSharing: Bool? = nil, isHandRaised: Bool? = nil
    ) {
        self.isMuted = isMuted
        self.isVideoEnabled = isVideoEnabled
        self.isSpeakerOn = isSpeakerOn
        self.isScreenSharing = isScreenSharing
        self.isHandRaised = isHandRaised
    }

    /// Whether it changes nothing.
    public var isEmpty: Bool { self == MediaChange() }
}
