import CallSignaling

/// Body of `PATCH …/participant`: at least one of the five.
struct MediaBody: Decodable {
    let change: MediaChange
    let deviceID: DeviceID?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        change = MediaChange(
            isMuted: try fields.flag("is_muted"), isVideoEnabled: try fields.flag("is_video_enabled"),
            isSpeakerOn: try fields.flag("is_speaker_on"), isScreenSharing: try fields.flag("is_screen_sharing"),
            isHandRaised: try fields.flag("is_hand_raised"))
        deviceID = try fields.id("device_id", DeviceID.init(validating:))
        guard !change.isEmpty else {
            throw Problem(
                .invalidBody,
                "The body must have is_muted, is_video_enabled, is_speaker_on, is_screen_sharing or is_hand_raised, each true or false.")
        }
    }
}
