import Crypto
import CryptoExtras
import FoundationEssentials

/// A `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7): what kind of key, and the key.
struct PublicKeyInfo {
    private static let rsa: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]  // 1.2.840.113549.1.1.1
    private static let ellipticCurve: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]  // 1.2.840.10045.2.1
    private static let p256: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]  // 1.2.840.10045.3.1.7
    private static let ed25519: [UInt8] = [0x2b, 0x65, 0x70]  // 1.3.101.112

    private let der: Data
    private let kind: [UInt8]
    private let curve: [UInt8]?
    private let bits: [UInt8]

    /// Nil unless `der` has the outline of one.
    init?(_ der: Data) {
        var outer = DERReader(der)
        guard var whole = outer.open(0x30), outer.isAtEnd, var algorithm = whole.open(0x30), let kind = algorithm.read(0x06),
            let bits = whole.read(0x03), bits.first == 0, whole.isAtEnd
        else { return nil }
        self.der = der
        self.kind = kind
        curve = algorithm.read(0x06)
        self.bits = Array(bits.dropFirst())  // the number of bits unused in the last byte, zero
    }

    /// The key. Throws `KeyProblem`.
    func key() throws(KeyProblem) -> VerificationKey {
        switch kind {
        case Self.rsa:
            return try VerificationKey(rsa: { try _RSA.Signing.PublicKey(unsafeDERRepresentation: der) })
        case Self.ellipticCurve:
            guard curve == Self.p256 else { throw .unsupportedCurve }
            return try VerificationKey(p256: { try P256.Signing.PublicKey(derRepresentation: der) })
        case Self.ed25519:
            return try VerificationKey(ed25519: Data(bits))
        default:
            throw .unsupportedKind
        }
    }
}

/// Reads DER (X.690) element by element, as far as keys need it: tags of one byte, lengths up to 65,535.
private struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ data: Data) { rest = Array(data)[...] }
    private init(_ rest: ArraySlice<UInt8>) { self.rest = rest }

    var isAtEnd: Bool { rest.isEmpty }

    /// The content of the next element if it has this tag.
    mutating func read(_ tag: UInt8) -> [UInt8]? { content(tag).map(Array.init) }

    /// A reader of the next element's content if it has this tag.
    mutating func open(_ tag: UInt8) -> DERReader? { content(tag).map { DERReader($0) } }

    private mutating func content(_ tag: UInt8) -> ArraySlice<UInt8>? {
        var left = rest
        guard left.popFirst() == tag, let first = left.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            guard (1...2).contains(first & 0x7f), left.count >= Int(first & 0x7f) else { return nil }
            length = 0
            for _ in 0..<(first & 0x7f) { length = length << 8 | Int(left.popFirst() ?? 0) }
        }
        guard left.count >= length else { return nil }
        rest = left.dropFirst(length)
        return left.prefix(length)
    }
}
