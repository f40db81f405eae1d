extension ConfigurationKeys {
    static let liveKitURL = ConfigurationKey(
        "LIVEKIT_URL", .address("wss", "ws", "https", "http"), "LiveKit's address as the phones use it. All three `LIVEKIT_…` or none.")
    static let liveKitKey = ConfigurationKey("LIVEKIT_API_KEY", .text, "Names the secret.")
    static let liveKitSecret = ConfigurationKey(
        "LIVEKIT_API_SECRET", .text, isSecret: true, "Signs the tokens for media rooms; should have 32 bytes or more.")
    static let liveKitRequired = ConfigurationKey(
        "LIVEKIT_REQUIRED", .boolean, default: "false",
        "Whether to refuse to start without LiveKit. Without it calls are signaled, with an empty `livekit_token` and `livekit_url`.")
    static let turnSecret = ConfigurationKey(
        "TURN_SECRET", .text, isSecret: true, "Shared with coTURN. Accepted already; takes effect with ICE servers.")

    static let media = ConfigurationSection(
        title: "Media",
        rows: [
            liveKitURL.description, liveKitKey.description, liveKitSecret.description, liveKitRequired.description, turnSecret.description,
        ])
}
