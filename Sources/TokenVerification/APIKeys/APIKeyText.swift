import Crypto

/// An API key as a back end sends it: `ffk_`, its id, `_`, and its secret of 256 random bits. Told once, when it is made, and kept nowhere.
public struct APIKeyText: Sendable, CustomStringConvertible {
    /// What every key begins with, and no token does: so a key can be told from a token, and found where it should not be.
    public static let prefix = "ffk_"

    private static let secretLength = 64

    /// Which key.
    public let id: APIKeyID
    /// What is kept of its secret.
    public let hash: SecretHash
    private let secret: String

    /// A new key.
    public static func make() -> APIKeyText {
        let id = APIKeyID(String(random().prefix(APIKeyID.length)))
        return APIKeyText(id: id, secret: random())
    }

    /// A key that somebody sent; nil unless it has the form of one.
    init?(_ text: String) {
        let parts = text.split(separator: "_", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "ffk", let id = APIKeyID(validating: String(parts[1])),
            parts[2].isLowercaseHexadecimal(count: Self.secretLength)
        else { return nil }
        self.init(id: id, secret: String(parts[2]))
    }

    private init(id: APIKeyID, secret: String) {
        self.id = id
        self.secret = secret
        hash = SecretHash(of: secret)
    }

    /// The whole key, for its owner's eyes alone.
    public var revealed: String { "\(Self.prefix)\(id)_\(secret)" }

    /// Not the key.
    public var description: String { "API key \(id.shortened)…" }

    /// 64 digits from the system's source of secrets.
    private static func random() -> String { SymmetricKey(size: .bits256).withUnsafeBytes { $0.hexadecimal } }
}
