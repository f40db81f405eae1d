public import CallSignaling
import FoundationEssentials

/// Names a webhook endpoint: `wh_` and 32 hexadecimal digits. It is no secret.
public struct WebhookID: TextIdentifier {
    private static let prefix = "wh_"
    private static let digits = 32

    /// The id as text.
    public let rawValue: String

    /// An id from a trusted place, such as our own database.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// An id from outside; nil unless it has the form of one.
    public init?(validating text: String) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + Self.digits,
            text.utf8.dropFirst(Self.prefix.utf8.count).allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        rawValue = text
    }

    /// A new id.
    public static func make() -> WebhookID { WebhookID(prefix + UUID().uuidString.replacing("-", with: "").lowercased()) }
}
