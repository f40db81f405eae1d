import Crypto
import CryptoExtras
import FoundationEssentials

/// A key that signatures are checked with, bound to one algorithm: it is never tried on tokens of another.
public struct VerificationKey: Sendable {
    /// Shortest secret, bytes (RFC 7518, 3.2).
    public static let minimumSecretLength = 32
    /// Smallest RSA key, bits (RFC 7518, 3.3).
    public static let minimumRSABits = 2_048

    /// Which key it is, and what it may check: equal only for keys that accept the same tokens.
    struct Fingerprint: Hashable, Sendable {
        fileprivate let digest: [UInt8]

        /// As text; tells nothing of the key.
        var text: String { digest.map { String($0, radix: 16) }.joined(separator: ".") }
    }

    private enum Material: Sendable {
        case secret(SymmetricKey)
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    /// Its `kid`; a key without one is tried on tokens of any.
    public let name: String?
    /// The only algorithm it is used for.
    public let algorithm: SigningAlgorithm
    let fingerprint: Fingerprint
    private let material: Material

    private init(_ material: Material, _ algorithm: SigningAlgorithm, name: String?, bytes: some ContiguousBytes) {
        self.material = material
        self.algorithm = algorithm
        self.name = name
        var hash = SHA256()
        hash.update(data: Data("\(algorithm.rawValue)\n\(name.map { "=\($0)" } ?? "")\n".utf8))
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        fingerprint = Fingerprint(digest: Array(hash.finalize()))
    }

    /// A secret for HS256. Throws `shortSecret` and, since everybody could sign with it, `secretIsPublic`.
    public init(secret: String) throws(KeyProblem) {
        guard !secret.contains("-----BEGIN ") else { throw .secretIsPublic }
        let bytes = Data(secret.utf8)
        guard bytes.count >= Self.minimumSecretLength else { throw .shortSecret(bytes: bytes.count) }
        self.init(.secret(SymmetricKey(data: bytes)), .hs256, name: nil, bytes: bytes)
    }

    /// An RSA key for RS256, by a closure that makes it of 1,024 bits or more.
    init(rsa make: () throws -> _RSA.Signing.PublicKey, name: String? = nil) throws(KeyProblem) {
        let key: _RSA.Signing.PublicKey
        do {
            key = try make()
        } catch CryptoKitError.incorrectParameterSize {
            throw .weakRSA
        } catch {
            throw .malformed
        }
        guard key.keySizeInBits >= Self.minimumRSABits else { throw .weakRSA }
        self.init(.rsa(key), .rs256, name: name, bytes: key.derRepresentation)
    }

    /// A point on P-256 for ES256, by a closure that reads it.
    init(p256 make: () throws -> P256.Signing.PublicKey, name: String? = nil) throws(KeyProblem) {
        do {
            let key = try make()
            self.init(.p256(key), .es256, name: name, bytes: key.x963Representation)
        } catch {
            throw .malformed
        }
    }

    /// The 32 bytes of an Ed25519 key, for EdDSA.
    init(ed25519 bytes: Data, name: String? = nil) throws(KeyProblem) {
        do {
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: bytes)
            self.init(.ed25519(key), .edDSA, name: name, bytes: bytes)
        } catch {
            throw .malformed
        }
    }

    /// Whether `signature` is this key's over `message`. Takes the same time for every wrong HMAC.
    func isValid(_ signature: Data, over message: Data) -> Bool {
        switch material {
        case .secret(let key): HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: message, using: key)
        case .rsa(let key):
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
        case .p256(let key): Self.isValid(signature, of: key, over: message)
        case .ed25519(let key): key.isValidSignature(signature, for: message)
        }
    }

    private static func isValid(_ signature: Data, of key: P256.Signing.PublicKey, over message: Data) -> Bool {
        do {
            return key.isValidSignature(try P256.Signing.ECDSASignature(rawRepresentation: signature), for: message)
        } catch {
            return false  // not of 64 bytes
        }
    }
}

extension VerificationKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Its algorithm and name.
    public var description: String { "\(algorithm.rawValue) \(name ?? "-")" }

    /// Its algorithm and name.
    public var debugDescription: String { description }

    /// Empty: a secret must not be shown.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
