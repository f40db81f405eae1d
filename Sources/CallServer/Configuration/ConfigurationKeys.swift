import CallSignaling
import FoundationEssentials

/// All settings there are. The names of the first deployments are fixed (CONTRACT, *Environment*).
enum ConfigurationKeys {
    /// All of them, by section, in the order of the documentation.
    static let sections: [ConfigurationSection] = [identity, http, store, broker, media, calls, process]

    /// All of them.
    static var all: [ConfigurationRow] { sections.flatMap(\.rows) }

    /// Those whose values must never be shown.
    static var secretNames: Set<String> { Set(all.filter(\.isSecret).map(\.name)) }
}

/// Settings that belong together.
struct ConfigurationSection: Sendable {
    /// Heading.
    let title: String
    /// Its settings.
    let rows: [ConfigurationRow]
}

extension ConfigurationKeys {
    static let jwtSecretKey = ConfigurationKey(
        "JWT_SECRET_KEY", .text(minimumBytes: 32), isSecret: true,
        "Secret that bearer tokens are signed with (HS256). Required, unless `JWT_SECRET` is set.")
    static let jwtSecret = ConfigurationKey(
        "JWT_SECRET", .text(minimumBytes: 32), isSecret: true, "Read where `JWT_SECRET_KEY` is not set.")

    private static let identity = ConfigurationSection(title: "Identity", rows: [jwtSecretKey.description, jwtSecret.description])
}

extension ConfigurationKeys {
    static let httpHost = ConfigurationKey("HTTP_HOST", .text, default: "0.0.0.0", "Address to listen on.")
    static let httpPort = ConfigurationKey(
        "HTTP_PORT", .integer(0...65_535), default: "8080", "Port to listen on; 0 takes a free one, which the log tells.")
    static let corsOrigins = ConfigurationKey(
        "CORS_ORIGINS", .origins, default: "none", "Web origins that browsers may call from.")
    static let rateLimitEnabled = ConfigurationKey(
        "RATE_LIMIT_ENABLED", .boolean, default: "true",
        "Whether requests are limited by rate. Accepted already; takes effect with the rate limits.")

    private static let http = ConfigurationSection(
        title: "HTTP", rows: [httpHost.description, httpPort.description, corsOrigins.description, rateLimitEnabled.description])
}

extension ConfigurationKeys {
    static let storeKind = ConfigurationKey(
        "STORE", ValueFormat<StoreOptions.Kind>.name, default: "mongo",
        "Where calls are kept; `memory` is for trying out and forgets all at the end.")
    static let mongoURL = ConfigurationKey(
        "MONGO_URL", .address("mongodb", "mongodb+srv"), isSecret: true,
        "MongoDB's address, with user and password. Required with `STORE=mongo`.")
    static let databaseName = ConfigurationKey("DB_NAME", .databaseName, default: "faithflow", "Database.")
    static let retentionDays = ConfigurationKey(
        "CALL_RETENTION_DAYS", .integer(0...36_500), default: "0", "Days after its end that a call is deleted; 0 keeps all.")

    static let auditInterval = ConfigurationKey(
        "AUDIT_INTERVAL_SECONDS", .seconds(1...604_800), default: "3600",
        "How often it is proved that nobody is busy without a live call; at the start it always is.")

    private static let store = ConfigurationSection(
        title: "Store",
        rows: [
            storeKind.description, mongoURL.description, databaseName.description, retentionDays.description, auditInterval.description,
        ])
}

extension ConfigurationKeys {
    static let brokerHost = ConfigurationKey("MQTT_BROKER_HOST", .text, default: "localhost", "MQTT broker.")
    static let brokerPort = ConfigurationKey(
        "MQTT_BROKER_PORT", .integer(1...65_535), note: "`1883`; `8883` with TLS", "Its port for plain MQTT, not the one for WebSockets.")
    static let brokerUsername = ConfigurationKey("MQTT_USERNAME", .text, default: "faithflow-system", "User at the broker.")
    static let brokerPassword = ConfigurationKey("MQTT_PASSWORD", .text, isSecret: true, "His password.")
    static let brokerQoS = ConfigurationKey("MQTT_QOS", .integer(1...2), default: "1", "Quality of service of published signals.")
    static let brokerTLS = ConfigurationKey("MQTT_TLS", .boolean, default: "false", "Whether to speak TLS with the broker.")
    static let brokerCAFile = ConfigurationKey(
        "MQTT_CA_FILE", .readableFile, note: "the system's",
        "Certificates of the authorities that may vouch for the broker, PEM. With `MQTT_TLS`.")
    static let brokerClientCertificate = ConfigurationKey(
        "MQTT_CLIENT_CERT", .readableFile, "Our certificate, where the broker asks for one, PEM. With `MQTT_TLS`.")
    static let brokerClientKey = ConfigurationKey("MQTT_CLIENT_KEY", .readableFile, "Its key, PEM.")
    static let brokerClientID = ConfigurationKey(
        "MQTT_CLIENT_ID",
        .text("1–128 bytes, no control characters") { (1...128).contains($0.utf8.count) && !$0.unicodeScalars.contains { $0.value < 32 } },
        note: "`faithflow-calls-` and the instance id", "Client id at the broker; must differ between instances.")

    private static let broker = ConfigurationSection(
        title: "MQTT broker",
        rows: [
            brokerHost.description, brokerPort.description, brokerUsername.description, brokerPassword.description, brokerQoS.description,
            brokerTLS.description, brokerCAFile.description, brokerClientCertificate.description, brokerClientKey.description,
            brokerClientID.description,
        ])
}

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

    private static let media = ConfigurationSection(
        title: "Media",
        rows: [
            liveKitURL.description, liveKitKey.description, liveKitSecret.description, liveKitRequired.description, turnSecret.description,
        ])
}

extension ConfigurationKeys {
    static let ringTimeout = ConfigurationKey(
        "RING_TIMEOUT_SECONDS", .seconds(0.5...600), default: "45", "How long a callee rings until he has missed the call.")
    static let connectTimeout = ConfigurationKey(
        "CONNECT_TIMEOUT_SECONDS", .seconds(0.5...600), default: "30", "How long after the answer media may take until the call has failed."
    )
    static let maximumDuration = ConfigurationKey(
        "MAX_CALL_SECONDS", .seconds(1...604_800), default: "14400", "How long after the first answer a call is ended by force.")
    static let ringRepeats = ConfigurationKey(
        "RING_REPEAT_SECONDS", .ascendingSeconds(0.1...600, most: 32), default: "2,5,10,15",
        "When an invite is published again to a phone that has not acknowledged it, seconds after the first; goes on at the last distance.")
    static let ringRepeatAfterAcknowledgement = ConfigurationKey(
        "RING_REPEAT_AFTER_ACK_SECONDS", .seconds(0.1...600), default: "3",
        "When it is published once more after a phone's first acknowledgement.")
    static let cancelRepeats = ConfigurationKey(
        "CANCEL_REPEAT_SECONDS", .ascendingSeconds(0.1...600, most: 32), default: "3,10",
        "When a cancel is published again to a phone that was ringing, seconds after the first.")
    static let calleeLimit = ConfigurationKey("MAX_CALLEES", .integer(1...100), default: "8", "Most callees of one call.")

    private static let calls = ConfigurationSection(
        title: "Calls",
        rows: [
            ringTimeout.description, connectTimeout.description, maximumDuration.description, ringRepeats.description,
            ringRepeatAfterAcknowledgement.description, cancelRepeats.description, calleeLimit.description,
        ])
}

extension ConfigurationKeys {
    static let instanceID = ConfigurationKey(
        "INSTANCE_ID", .text("1–128 of `A–Z a–z 0–9 _ - . : @`", where: IdentifierRules.allows), note: "random, new at each start",
        "Names this process among others of the same service.")
    static let logLevel = ConfigurationKey("LOG_LEVEL", .logLevel, default: "info", "Least level that is logged.")
    static let logFormat = ConfigurationKey(
        "LOG_FORMAT", ValueFormat<LogOptions.Format>.name, default: "text", "Lines for people, or one JSON object a line.")

    private static let process = ConfigurationSection(
        title: "Process", rows: [instanceID.description, logLevel.description, logFormat.description])
}
