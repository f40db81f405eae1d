import CallAPI
import LiveKit

extension ServerConfiguration {
    /// What an operator should know of a configuration that is right as such. Static texts without values.
    var notices: [String] {
        var notices: [String] = []
        if store.kind == .memory { notices.append("STORE=memory: all calls are forgotten at the end, and every id counts as a member") }
        if media.ice.secret?.isShort == true { notices.append("TURN_SECRET is shorter than \(TURNSecret.recommendedLength) bytes") }
        if media.ice.secret != nil, media.ice.turn.isEmpty { notices.append("TURN_SECRET has no effect without TURN_URLS") }
        guard let liveKit = media.liveKit else { return notices + ["LiveKit is not configured: calls are signaled without media"] }
        if liveKit.apiSecret.utf8.count < LiveKitCredentials.recommendedSecretLength {
            notices.append("LIVEKIT_API_SECRET is shorter than \(LiveKitCredentials.recommendedSecretLength) bytes")
        }
        return notices
    }
}
