/// Identifies a call: a lowercase hyphenated UUID, which CallKit and Telecom use as the call's UUID (CONTRACT, REST).
public struct CallID: TextIdentifier {
    /// The UUID as text.
    public let rawValue: String

    /// An id from a trusted place, such as our own database.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// An id from outside; nil unless it is a hyphenated UUID (RFC 9562). Upper case is folded, as iOS writes UUIDs so.
    public init?(validating text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() where !Self.fits(byte, at: index) { return nil }
        rawValue = text.lowercased()
    }

    private static func fits(_ byte: UInt8, at index: Int) -> Bool {
        if [8, 13, 18, 23].contains(index) { return byte == UInt8(ascii: "-") }
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
            return true
        default: return false
        }
    }
}
