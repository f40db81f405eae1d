public import CallSignaling

/// Names an API key, in lists, logs and in the key itself. It is no secret, and opens nothing.
public struct APIKeyID: TextIdentifier {
    /// How many hexadecimal digits it has.
    static let length = 16

    /// The id as text.
    public let rawValue: String

    /// An id from a trusted place, such as our own database.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// An id from outside; nil unless it has 16 hexadecimal digits, in lower case.
    public init?(validating text: String) {
        guard text.isLowercaseHexadecimal(count: Self.length) else { return nil }
        rawValue = text
    }

    /// Its first half, for logs.
    public var shortened: String { String(rawValue.prefix(Self.length / 2)) }
}

extension StringProtocol {
    /// Whether it is `count` hexadecimal digits in lower case.
    func isLowercaseHexadecimal(count: Int) -> Bool {
        utf8.count == count && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
