/// What an id that comes from outside may look like: 1–128 characters of `A–Z a–z 0–9 _ - . : @`.
///
/// None of these is an MQTT topic separator or wildcard (MQTT 5, 4.7), so an id can stand in a topic as it is.
public enum IdentifierRules {
    /// Longest id, in characters.
    public static let maximumLength = 128

    /// Whether `text` is an id.
    public static func allows(_ text: String) -> Bool {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= maximumLength else { return false }
        return bytes.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "@"): true
        default: false
        }
    }
}
