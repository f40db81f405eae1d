import Crypto

/// SHA-256 of an API key's secret: all that is kept of it.
///
/// A slow hash, as for passwords, would add nothing: it makes guessing from a small set dear, and a secret of 256 random bits is in none. This
/// one is asked for with every request.
public struct SecretHash: Hashable, Sendable {
    /// 64 hexadecimal digits.
    public let text: String

    /// The hash of `secret`, as it stands in the key.
    init(of secret: some StringProtocol) {
        text = SHA256.hash(data: Array(secret.utf8)).hexadecimal
    }

    /// A hash that was written down; nil unless it is one.
    public init?(text: String) {
        guard text.isLowercaseHexadecimal(count: 64) else { return nil }
        self.text = text
    }

    /// Whether both are the same. Takes as long whatever they are.
    func matches(_ other: SecretHash) -> Bool {
        zip(text.utf8, other.text.utf8).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Sequence<UInt8> {
    /// Two digits for each byte.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
