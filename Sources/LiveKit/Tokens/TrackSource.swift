/// What a participant may publish; names as LiveKit's server reads them in `canPublishSources` (docs.livekit.io, *Tokens & grants*).
public enum TrackSource: String, Sendable, Hashable, Codable, CaseIterable {
    case camera
    case microphone
    case screenShare = "screen_share"
    case screenShareAudio = "screen_share_audio"
}

extension TrackSource: ProtoName {
    static let numbered: [TrackSource?] = [nil, .camera, .microphone, .screenShare, .screenShareAudio]

    init?(protoName: String) { self.init(rawValue: protoName.lowercased()) }
}
