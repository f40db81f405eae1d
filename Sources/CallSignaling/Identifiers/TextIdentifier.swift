/// An id that is text and follows `IdentifierRules`; its Codable form is that text alone.
public protocol TextIdentifier: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The id as text.
    var rawValue: String { get }

    /// An id from a trusted place, such as our own database.
    init(_ rawValue: String)

    /// An id from outside; nil unless it is well formed: by `IdentifierRules`, where the type has no rules of its own.
    init?(validating text: String)
}

extension TextIdentifier {
    /// An id from outside; nil unless `IdentifierRules` allow it.
    public init?(validating text: String) {
        guard IdentifierRules.allows(text) else { return nil }
        self.init(text)
    }

    /// Decodes the plain text.
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

    /// Encodes the plain text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// The id as text.
    public var description: String { rawValue }
}
