/// Why a key is not used.
public enum KeyProblem: Error, Sendable, Hashable {
    /// A secret of so few bytes (RFC 7518, 3.2).
    case shortSecret(bytes: Int)
    /// A secret that is the text of a public key, which everybody knows.
    case secretIsPublic
    /// An RSA key of fewer than 2,048 bits (RFC 7518, 3.3).
    case weakRSA
    /// A key on another curve than P-256.
    case unsupportedCurve
    /// A key of another kind than RSA, P-256 and Ed25519.
    case unsupportedKind
    /// A private key: it must not be here.
    case privateKey
    /// A certificate instead of a key.
    case certificate
    /// Cannot be read as a key.
    case malformed
    /// There is no key in it.
    case nothing
    /// The file cannot be read, or is larger than 1 MiB.
    case unreadable
}

extension KeyProblem: CustomStringConvertible {
    /// In a few words; never the key.
    public var description: String {
        switch self {
        case .shortSecret(let bytes): "a secret of \(bytes) bytes; at least \(VerificationKey.minimumSecretLength) are needed"
        case .secretIsPublic: "a secret that is the text of a key; a public key must be in JWT_PUBLIC_KEY_FILES"
        case .weakRSA: "an RSA key of fewer than \(VerificationKey.minimumRSABits) bits"
        case .unsupportedCurve: "a key on another curve than P-256"
        case .unsupportedKind: "a key that is none of RSA, P-256 and Ed25519"
        case .privateKey: "a private key; only the public one belongs here"
        case .certificate: "a certificate; extract its key with `openssl x509 -pubkey -noout`"
        case .malformed: "a key that cannot be read"
        case .nothing: "no PEM block `PUBLIC KEY`"
        case .unreadable: "a file that cannot be read, or is too large"
        }
    }
}
