import FoundationEssentials

/// The claims of an access token on the wire.
struct AccessTokenClaims: Encodable {
    let iss: String
    let sub: String
    let name: String
    let nbf: Int
    let exp: Int
    let metadata: String?
    let video: VideoGrant

    init(_ token: AccessToken, issuer: String) {
        iss = issuer
        sub = token.identity
        name = token.name
        nbf = Int(token.notBefore.timeIntervalSince1970.rounded(.down))
        exp = Int(token.expiresAt.timeIntervalSince1970.rounded(.down))
        metadata = token.metadata.isEmpty ? nil : token.metadata
        video = token.grant
    }
}
