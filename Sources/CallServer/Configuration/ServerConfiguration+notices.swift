import LiveKit

extension ServerConfiguration {
    /// What an operator should know of a configuration that is right as such. Static texts without values.
    var notices: [String] {
        var notices: [String] = []
        if store.kind == .memory { notices.append("STORE=memory: all calls are forgotten at the end, and every id counts as a member") }
        guard let liveKit = media.liveKit else { return notices + ["LiveKit is not configured: calls are signaled without media"] }
        if liveKit.apiSecret.utf8.count < LiveKitCredentials.recommendedSecretLength {
            notices.append("LIVEKIT_API_SECRET is shorter than \(LiveKitCredentials.recommendedSecretLength) bytes")
        }
        return notices
    }
}
