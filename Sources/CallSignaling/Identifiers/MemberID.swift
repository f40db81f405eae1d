/// Identifies a person within a church.
public struct MemberID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The id as text.
    public let rawValue: String

    /// An id from a trusted place, such as our own database.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// An id from outside; nil unless `IdentifierRules` allow it.
    public init?(validating text: String) {
        guard IdentifierRules.allows(text) else { return nil }
        rawValue = text
    }

    /// Decodes the plain text.
    public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }

    /// Encodes the plain text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// The id as text.
    public var description: String { rawValue }
}
