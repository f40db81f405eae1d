import LiveKit

/// The media server.
struct MediaOptions: Sendable, Hashable {
    /// LiveKit; nil signals calls without media.
    var liveKit: LiveKitCredentials?
    /// Shared with coTURN.
    var turnSecret: Secret?
}

extension MediaOptions {
    /// `LIVEKIT_…`, all three or none, and `TURN_SECRET`.
    init(reading reader: inout ConfigurationReader) {
        turnSecret = reader.read(ConfigurationKeys.turnSecret).map(Secret.init)
        let keys = [ConfigurationKeys.liveKitURL, ConfigurationKeys.liveKitKey, ConfigurationKeys.liveKitSecret]
        let missing = keys.filter { !reader.isSet($0) }
        let values = keys.map { reader.read($0) }
        let isRequired = reader.read(ConfigurationKeys.liveKitRequired, false)
        if missing.count < keys.count || isRequired {
            let reason = missing.count < keys.count ? "but other LIVEKIT_… are" : "but LIVEKIT_REQUIRED is"
            for key in missing {
                reader.report(
                    key.name, found: "not set, \(reason)", remedy: "set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or none")
            }
        }
        if let url = values[0], let key = values[1], let secret = values[2] {
            liveKit = LiveKitCredentials(url: url, apiKey: key, apiSecret: secret)
        }
    }
}
