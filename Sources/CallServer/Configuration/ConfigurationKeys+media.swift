extension ConfigurationKeys {
    static let liveKitURL = ConfigurationKey(
        "LIVEKIT_URL", .address("wss", "ws", "https", "http"), "LiveKit's address as the phones use it. All three `LIVEKIT_…` or none.")
    static let liveKitKey = ConfigurationKey("LIVEKIT_API_KEY", .text, "Names the secret.")
    static let liveKitSecret = ConfigurationKey(
        "LIVEKIT_API_SECRET", .text, isSecret: true, "Signs the tokens for media rooms; should have 32 bytes or more.")
    static let liveKitRequired = ConfigurationKey(
        "LIVEKIT_REQUIRED", .boolean, default: "false",
        "Whether to refuse to start without LiveKit. Without it calls are signaled, with an empty `livekit_token` and `livekit_url`.")
    /// Value of `LIVEKIT_API_URL` for the address that the phones use.
    static let sameAddress = "same"
    static let liveKitAPI = ConfigurationKey(
        "LIVEKIT_API_URL", .addressOr(sameAddress, "https", "http"),
        "Where the service itself reaches LiveKit; `same` stands for the address of `LIVEKIT_URL`. With it the service makes, watches and deletes the calls' rooms, and takes LiveKit's webhooks at `/api/livekit/webhook`. "
            + "Without it LiveKit makes a room when a phone enters, and the service hands out tokens only.")
    static let roomSweep = ConfigurationKey(
        "LIVEKIT_SWEEP_SECONDS", .seconds(0.1...3_600), default: "15",
        "How often calls are compared with LiveKit's rooms, for webhooks that never came.")
    static let roomOrphanAge = ConfigurationKey(
        "LIVEKIT_ORPHAN_SECONDS", .seconds(1...86_400), default: "120",
        "How long a call has been over, or unknown, when a room of its name is deleted that is there all the same.")
    static let turnSecret = ConfigurationKey(
        "TURN_SECRET", .text, isSecret: true,
        "Shared with the TURN servers, coTURN's `static-auth-secret`; credentials that expire are made with it. Takes effect with `TURN_URLS`."
    )
    static let turnURLs = ConfigurationKey(
        "TURN_URLS", .iceAddresses("turn", "turns"), default: "none",
        "TURN servers that phones are told of, the preferred one first, such as `turn:turn.example.org:3478?transport=udp`.")
    static let turnLifetime = ConfigurationKey(
        "TURN_LIFETIME_SECONDS", .seconds(60...86_400), default: "14400",
        "How long credentials for TURN are good; those for a call never longer than it can last.")
    static let stunURLs = ConfigurationKey(
        "STUN_URLS", .iceAddresses("stun"), default: "none", "STUN servers that phones are told of, such as `stun:turn.example.org:3478`.")

    static let media = ConfigurationSection(
        title: "Media",
        rows: [
            liveKitURL.description, liveKitKey.description, liveKitSecret.description, liveKitRequired.description, liveKitAPI.description,
            roomSweep.description, roomOrphanAge.description, stunURLs.description, turnURLs.description, turnSecret.description,
            turnLifetime.description,
        ])
}
