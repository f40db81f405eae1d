import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import TokenVerification

/// An issuer's key: signs what it is told to, under any header.
enum Signer: Sendable {
    case secret(String)
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    /// The issuer's own keys, one of each algorithm; made once, since RSA keys take long.
    static let keys: [SigningAlgorithm: Signer] = [
        .hs256: .secret(secret), .rs256: makeRSA(), .es256: .p256(P256.Signing.PrivateKey()), .edDSA: .ed25519(.init()),
    ]
    /// Somebody else's.
    static let strangers: [SigningAlgorithm: Signer] = [
        .hs256: .secret(String(repeating: "x", count: 40)), .rs256: makeRSA(), .es256: .p256(P256.Signing.PrivateKey()),
        .edDSA: .ed25519(.init()),
    ]
    static let secret = "0123456789abcdef0123456789abcdef"

    static func of(_ algorithm: SigningAlgorithm) -> Signer { keys[algorithm] ?? .secret(secret) }

    private static func makeRSA() -> Signer {
        do { return .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048)) } catch { return .secret("\(error)") }
    }

    var algorithm: SigningAlgorithm {
        switch self {
        case .secret: .hs256
        case .rsa: .rs256
        case .p256: .es256
        case .ed25519: .edDSA
        }
    }

    func signature(over text: String) throws -> Data {
        let message = Data(text.utf8)
        switch self {
        case .secret(let secret):
            return Data(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: Data(secret.utf8))))
        case .rsa(let key):
            let signature = try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
            return signature.withUnsafeBytes { Data($0) }
        case .p256(let key): return try key.signature(for: message).rawRepresentation
        case .ed25519(let key): return try key.signature(for: message)
        }
    }

    /// A token of these two texts, rightly signed by this key; `name` is its `kid`.
    func token(_ payload: String, header: String? = nil, name: String? = nil) throws -> String {
        let header = header ?? #"{"alg":"\#(algorithm.rawValue)"\#(name.map { #","kid":"\#($0)""# } ?? "")}"#
        let text = "\(Data(header.utf8).base64URL).\(Data(payload.utf8).base64URL)"
        return "\(text).\(try signature(over: text).base64URL)"
    }

    /// A member's token, good for `seconds` from `date`.
    func token(of member: String = "ann", name: String? = nil, at date: Date = .noon, seconds: Double = 3_600) throws -> String {
        try token(Payload.member(member, expiring: date.addingTimeInterval(seconds)), name: name)
    }

    /// The public half in PEM; the text itself of a secret.
    var pem: String {
        switch self {
        case .secret(let secret): secret
        case .rsa(let key): key.publicKey.pemRepresentation
        case .p256(let key): key.publicKey.pemRepresentation
        case .ed25519(let key):
            Self.pem(
                "PUBLIC KEY", [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00] + key.publicKey.rawRepresentation)
        }
    }

    static func pem(_ label: String, _ der: Data) -> String {
        "-----BEGIN \(label)-----\n\(der.base64EncodedString(options: .lineLength64Characters))\n-----END \(label)-----\n"
    }

    /// The key as a ring has it.
    func verificationKey() throws -> VerificationKey {
        if case .secret(let secret) = self { return try VerificationKey(secret: secret) }
        return try #require(try KeyFile.keys(in: pem).first)
    }

    /// The public half as a JWK set has it, with these other members.
    func webKey(_ others: [String: String] = [:]) throws -> [String: String] {
        let own: [String: String]
        switch self {
        case .secret(let secret): own = ["kty": "oct", "k": Data(secret.utf8).base64URL]
        case .rsa(let key):
            let numbers = try key.publicKey.getKeyPrimitives()
            own = ["kty": "RSA", "n": numbers.modulus.base64URL, "e": numbers.publicExponent.base64URL]
        case .p256(let key):
            let point = key.publicKey.rawRepresentation
            own = ["kty": "EC", "crv": "P-256", "x": point.prefix(32).base64URL, "y": point.suffix(32).base64URL]
        case .ed25519(let key): own = ["kty": "OKP", "crv": "Ed25519", "x": key.publicKey.rawRepresentation.base64URL]
        }
        return own.merging(others) { $1 }
    }
}

/// Payloads of tokens.
enum Payload {
    static func member(_ member: String, expiring: Date, _ more: String = "") -> String {
        #"{"sub":"\#(member)","role":"member","session_church_id":"grace","exp":\#(Int(expiring.timeIntervalSince1970))\#(more)}"#
    }
}

extension Date {
    /// When most tests take place.
    static let noon = Date(timeIntervalSince1970: 1_800_000_000)
}

extension Data {
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
