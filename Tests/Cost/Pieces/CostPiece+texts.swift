import CallControl
import CallSignaling
import Foundation
import LiveKit
import TokenVerification

extension CostPiece {
    static let texts = [
        CostPiece(name: "signal-to-json", summary: "the payload of an invite") {
            let payload = WholeCall.begin().signals[0].payload
            return { use(try SignalJSON.encode(payload)) }
        },
        CostPiece(name: "signal-from-json", summary: "the payload of an invite read") {
            let text = Array(try SignalJSON.encode(WholeCall.begin().signals[0].payload).utf8)
            return { use(try SignalJSON.decode(text)) }
        },
        CostPiece(name: "known-token", summary: "a bearer token that was verified before") {
            let token = BearerToken.make(for: "anna")
            let authenticator = await TokenAuthenticator(secrets: [BearerToken.secret])
            return { use(try await authenticator.verify(token)) }
        },
        CostPiece(name: "media-token", summary: "a token for a LiveKit room") {
            let credentials = LiveKitCredentials(url: "wss://media.example.org", apiKey: "key", apiSecret: BearerToken.secret)
            let token = AccessToken(
                identity: "anna", name: "Anna Wijaya", metadata: #"{"role":"caller"}"#,
                grant: VideoGrant(joining: "faithflow_grace_\(WholeCall.id)", publishing: [.microphone]), notBefore: WholeCall.start,
                expiresAt: WholeCall.start + 600)
            return { use(try token.signed(with: credentials)) }
        },
    ]
}
