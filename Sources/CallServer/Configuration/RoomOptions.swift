/// How the calls' rooms on LiveKit are kept.
struct RoomOptions: Sendable, Hashable {
    /// Where LiveKit's API is; nil for where the phones find it.
    var apiURL: String?
    /// Seconds between comparisons of calls and rooms.
    var sweepInterval: Double
    /// How long a room may be there without a live call until it is deleted, seconds.
    var orphanAge: Double
}

extension RoomOptions {
    /// `LIVEKIT_API_URL`, without which there are none, and what belongs to it.
    init?(reading reader: inout ConfigurationReader) {
        let interval = reader.read(ConfigurationKeys.roomSweep, 15)
        let age = reader.read(ConfigurationKeys.roomOrphanAge, 120)
        let url = reader.read(ConfigurationKeys.liveKitAPI)
        if reader.isSet(ConfigurationKeys.liveKitAPI), !reader.isSet(ConfigurationKeys.liveKitURL) {
            reader.report(
                ConfigurationKeys.liveKitURL.name, found: "not set, but LIVEKIT_API_URL is",
                remedy: "set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or none")
        }
        guard let url else { return nil }
        self.init(apiURL: url == ConfigurationKeys.sameAddress ? nil : url, sweepInterval: interval, orphanAge: age)
    }
}
