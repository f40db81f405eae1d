/// The algorithms tokens may be signed with, by their names in a token's header (RFC 7518, 3.1; RFC 8037, 3.1).
public enum SigningAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// A shared secret: HMAC with SHA-256.
    case hs256 = "HS256"
    /// RSA with PKCS #1 v1.5 padding and SHA-256.
    case rs256 = "RS256"
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// Ed25519.
    case edDSA = "EdDSA"

    /// Whether it has public keys, which others may publish.
    public var isAsymmetric: Bool { self != .hs256 }
}
