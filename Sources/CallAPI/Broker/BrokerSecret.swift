import Crypto
import FoundationEssentials

/// A secret that the service shares with brokers. It has no printable form.
public struct BrokerSecret: Hashable, Sendable {
    /// Shortest secret, bytes (RFC 7518, 3.2).
    public static let minimumLength = 32

    /// What a code is for: one made for something else is none.
    enum Purpose: String {
        case comparison, pass
    }

    private let bytes: [UInt8]

    /// A secret; nil if it is shorter than `minimumLength`.
    public init?(_ text: String) {
        guard text.utf8.count >= Self.minimumLength else { return nil }
        bytes = Array(text.utf8)
    }

    /// Whether `text` is the secret. Takes the same time for every other of its length.
    func matches(_ text: String) -> Bool {
        isCode(code(over: bytes, for: .comparison), over: Array(text.utf8), for: .comparison)
    }

    /// An HMAC with SHA-256 over `message`.
    func code(over message: [UInt8], for purpose: Purpose) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Self.labelled(message, purpose), using: SymmetricKey(data: bytes)))
    }

    /// Whether `code` is that of `message`. Takes the same time for every other.
    func isCode(_ code: Data, over message: [UInt8], for purpose: Purpose) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Self.labelled(message, purpose), using: SymmetricKey(data: bytes))
    }

    /// The signature of a JWT (RFC 7518, 3.2), `message` being header and payload.
    func signature(over message: String) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Array(message.utf8), using: SymmetricKey(data: bytes)))
    }

    private static func labelled(_ message: [UInt8], _ purpose: Purpose) -> [UInt8] {
        Array("faithflow-calls \(purpose.rawValue)\n".utf8) + message
    }
}

extension BrokerSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same.
    public var description: String { "(secret)" }

    /// Always the same.
    public var debugDescription: String { description }

    /// Empty.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
