import Crypto
import FoundationEssentials

/// What signs the messages to one endpoint: 32 random bytes. It is told once, as `whsec_` and base64 (Standard Webhooks, *Symmetric*), and has no other printable form.
public struct WebhookSecret: Hashable, Sendable {
    /// What the text of each begins with.
    public static let prefix = "whsec_"

    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// A new secret, from the system's source of them.
    public static func make() -> WebhookSecret { WebhookSecret(bytes: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }) }

    /// The secret, for the eyes of whoever verifies with it.
    public var revealed: String { Self.prefix + Data(bytes).base64EncodedString() }

    /// The signature of a message that is sent at `timestamp`, seconds since 1970: `v1,` and base64 of an HMAC with SHA-256 over id, timestamp and body,
    /// full stops between them (Standard Webhooks, *Signature scheme*).
    func signature(id: String, timestamp: Int, body: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(timestamp).".utf8) + body, using: SymmetricKey(data: bytes))
        return "v1," + Data(code).base64EncodedString()
    }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same.
    public var description: String { "(secret)" }

    /// Always the same.
    public var debugDescription: String { description }

    /// Empty.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
