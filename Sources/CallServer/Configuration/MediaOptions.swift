import CallAPI
import LiveKit

/// The media server, and the servers that help phones to reach one another.
struct MediaOptions: Sendable, Hashable {
    /// LiveKit; nil signals calls without media.
    var liveKit: LiveKitCredentials?
    /// How the calls' rooms on LiveKit are kept; nil leaves them to LiveKit.
    var rooms: RoomOptions?
    /// Where recordings go; nil where calls are not recorded.
    var recording: RecordingOptions?
    /// STUN and TURN.
    var ice = ICEServers()
}

extension MediaOptions {
    /// Whether the calls' rooms are kept.
    var keepsRooms: Bool { liveKit != nil && rooms != nil }

    /// `LIVEKIT_…`, all three or none; `STUN_URLS`, `TURN_…`.
    init(reading reader: inout ConfigurationReader) {
        ice = ICEServers(reading: &reader)
        rooms = RoomOptions(reading: &reader)
        recording = RecordingOptions(reading: &reader)
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

extension ICEServers {
    /// `STUN_URLS`, `TURN_URLS`, `TURN_SECRET`, `TURN_LIFETIME_SECONDS`.
    fileprivate init(reading reader: inout ConfigurationReader) {
        self.init(
            stun: reader.read(ConfigurationKeys.stunURLs, []), turn: reader.read(ConfigurationKeys.turnURLs, []),
            secret: reader.read(ConfigurationKeys.turnSecret).map { TURNSecret($0) },
            lifetime: reader.read(ConfigurationKeys.turnLifetime, ICEServers().lifetime))
        if !turn.isEmpty, !reader.isSet(ConfigurationKeys.turnSecret) {
            reader.report(
                ConfigurationKeys.turnSecret.name, found: "not set, but TURN_URLS is",
                remedy: "set it to the TURN server's static-auth-secret")
        }
    }
}
