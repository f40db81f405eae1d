import Crypto
import CryptoExtras
import FoundationEssentials
import SwiftASN1

/// A `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7): what kind of key, and the key.
struct PublicKeyInfo {
    private static let ed25519: ASN1ObjectIdentifier = [1, 3, 101, 112]  // RFC 8410, 3

    private let der: Data
    private let kind: ASN1ObjectIdentifier
    /// What belongs to the kind: of an elliptic key its curve; with most others NULL or nothing.
    private let curve: ASN1ObjectIdentifier?
    private let bits: ASN1BitString

    /// Nil unless `der` has the outline of one.
    init?(_ der: Data) {
        self.der = der
        do {
            (kind, curve, bits) = try DER.sequence(DER.parse(Array(der)), identifier: .sequence) { parts in
                guard let first = parts.next() else { throw ASN1Error.truncatedASN1Field() }
                let (kind, curve) = try DER.sequence(first, identifier: .sequence) { algorithm in
                    let kind = try ASN1ObjectIdentifier(derEncoded: &algorithm)
                    return (kind, algorithm.next().flatMap { try? ASN1ObjectIdentifier(derEncoded: $0) })  // what is none names no curve
                }
                return (kind, curve, try ASN1BitString(derEncoded: &parts))
            }
        } catch {
            return nil
        }
        guard bits.paddingBits == 0 else { return nil }
    }

    /// The key. Throws `KeyProblem`.
    func key() throws(KeyProblem) -> VerificationKey {
        switch kind {
        case ASN1ObjectIdentifier.AlgorithmIdentifier.rsaEncryption:
            return try VerificationKey(rsa: { try _RSA.Signing.PublicKey(unsafeDERRepresentation: der) })
        case ASN1ObjectIdentifier.AlgorithmIdentifier.idEcPublicKey:
            guard curve == ASN1ObjectIdentifier.NamedCurves.secp256r1 else { throw .unsupportedCurve }
            return try VerificationKey(p256: { try P256.Signing.PublicKey(derRepresentation: der) })
        case Self.ed25519:
            return try VerificationKey(ed25519: Data(bits.bytes))
        default:
            throw .unsupportedKind
        }
    }
}
