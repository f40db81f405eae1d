import Crypto
import CryptoExtras
public import FoundationEssentials

/// The public keys of a JWK set (RFC 7517, 5): those that tokens can be checked with here; the others are counted.
///
/// Left out are secrets (`oct`), keys for encryption or of other algorithms and curves, and keys that are weak or cannot be read.
public struct PublishedKeySet: Sendable {
    /// Largest set that is read, bytes.
    public static let largest = 262_144
    /// Most keys in a set.
    public static let mostKeys = 100

    /// The keys that can be used.
    public let keys: [VerificationKey]
    /// How many others there are.
    public let ignored: Int

    /// Reads a set. Throws `PublishedKeySetFailure` when it is none, or too large.
    public init(json: Data) throws(PublishedKeySetFailure) {
        guard json.count <= Self.largest else { throw .tooLarge }
        let entries: [Entry]
        do {
            entries = try JSONDecoder().decode(Document.self, from: json).keys
        } catch {
            throw .malformed
        }
        guard entries.count <= Self.mostKeys else { throw .tooManyKeys }
        keys = entries.compactMap { $0.key?.verificationKey }
        ignored = entries.count - keys.count
    }

    private struct Document: Decodable {
        let keys: [Entry]
    }

    /// One that cannot be read does not spoil the others.
    private struct Entry: Decodable {
        let key: JSONWebKey?
        init(from decoder: any Decoder) throws { key = try? JSONWebKey(from: decoder) }  // then it is ignored
    }
}

/// Why what was fetched is not a set of keys to go by.
public enum PublishedKeySetFailure: String, Error, Sendable, Hashable, CustomStringConvertible {
    /// It has too many bytes.
    case tooLarge = "more than 256 KiB"
    /// It has too many keys.
    case tooManyKeys = "more than 100 keys"
    /// It is not JSON, or not a set.
    case malformed = "no JWK set"

    /// In a few words.
    public var description: String { rawValue }
}

/// A key as published (RFC 7517, 4; RFC 7518, 6; RFC 8037, 2), its public members only.
private struct JSONWebKey: Decodable {
    let kty: String
    let kid: String?
    let use: String?
    let alg: String?
    let keyOperations: [String]?
    let crv: String?
    let n: String?
    let e: String?
    let x: String?
    let y: String?

    enum CodingKeys: String, CodingKey {
        case kty, kid, use, alg, crv, n, e, x, y
        case keyOperations = "key_ops"
    }

    /// Nil where it is not for us, or weak, or broken.
    var verificationKey: VerificationKey? {
        guard (use ?? "sig") == "sig", keyOperations?.contains("verify") ?? true, let algorithm,
            (alg ?? algorithm.rawValue) == algorithm.rawValue
        else { return nil }
        return try? make(algorithm)  // weak or broken; counted with the others that are of no use
    }

    private var algorithm: SigningAlgorithm? {
        switch (kty, crv) {
        case ("RSA", _): .rs256
        case ("EC", "P-256"): .es256
        case ("OKP", "Ed25519"): .edDSA
        default: nil
        }
    }

    private func make(_ algorithm: SigningAlgorithm) throws(KeyProblem) -> VerificationKey? {
        switch algorithm {
        case .hs256: return nil
        case .rs256:
            guard let n = Data(base64URL: n), let e = Data(base64URL: e) else { throw .malformed }
            return try VerificationKey(rsa: { try _RSA.Signing.PublicKey(n: n, e: e) }, name: kid)
        case .es256:
            guard let x = Data(base64URL: x), let y = Data(base64URL: y), x.count == 32, y.count == 32 else { throw .malformed }
            return try VerificationKey(p256: { try P256.Signing.PublicKey(x963Representation: [0x04] + x + y) }, name: kid)
        case .edDSA:
            guard let x = Data(base64URL: x) else { throw .malformed }
            return try VerificationKey(ed25519: x, name: kid)
        }
    }
}

extension Data {
    fileprivate init?(base64URL text: String?) {
        guard let text else { return nil }
        self.init(base64URL: text.utf8)
    }
}
