import FoundationEssentials

/// The token of one request to LiveKit's API.
struct ServerToken: Encodable {
    /// How far back it is good, for servers whose clock is behind; seconds.
    static let leeway = 10
    /// How long it is good, seconds: longer than the request may take.
    static let lifetime = 60

    private let iss: String
    private let nbf: Int
    private let exp: Int
    private let video: ServerGrant

    /// A token for `grant`.
    init(_ grant: ServerGrant, issuer: String, at now: Date) {
        let second = Int(now.timeIntervalSince1970.rounded(.down))
        iss = issuer
        nbf = second - Self.leeway
        exp = second + Self.lifetime
        video = grant
    }
}
