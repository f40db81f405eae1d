/// What a participant's app says of his microphone, camera and speaker.
public struct MediaFlags: Hashable, Sendable, Codable {
    /// Microphone off.
    public var isMuted: Bool
    /// Camera on.
    public var isVideoEnabled: Bool
    /// Loudspeaker on.
    public var isSpeakerOn: Bool

    enum CodingKeys: String, CodingKey {
        case isMuted = "is_muted"
        case isVideoEnabled = "is_video_enabled"
        case isSpeakerOn = "is_speaker_on"
    }

    /// Flags of one who just came in.
    public init(isMuted: Bool = false, isVideoEnabled: Bool = false, isSpeakerOn: Bool = false) {
        self.isMuted = isMuted
        self.isVideoEnabled = isVideoEnabled
        self.isSpeakerOn = isSpeakerOn
    }

    /// Flags one starts a call of `type` with: camera and speaker on for video.
    public init(type: CallType) { self.init(isVideoEnabled: type == .video, isSpeakerOn: type == .video) }
}

/// Flags to change; nil leaves one as it is.
public struct MediaChange: Hashable, Sendable {
    /// Microphone off.
    public var isMuted: Bool?
    /// Camera on.
    public var isVideoEnabled: Bool?
    /// Loudspeaker on.
    public var isSpeakerOn: Bool?

    /// A change.
    public init(isMuted: Bool? = nil, isVideoEnabled: Bool? = nil, isSpeakerOn: Bool? = nil) {
        self.isMuted = isMuted
        self.isVideoEnabled = isVideoEnabled
        self.isSpeakerOn = isSpeakerOn
    }

    /// Whether it changes nothing.
    public var isEmpty: Bool { isMuted == nil && isVideoEnabled == nil && isSpeakerOn == nil }
}
