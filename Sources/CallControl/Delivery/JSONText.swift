/// Writes JSON objects without slashes escaped and with sorted keys, as `SignalJSON`'s encoder does, at a tenth of its cost.
///
/// Keys are plain ASCII that needs no escaping.
struct JSONText {
    private var members: [(key: String, text: String)] = []

    /// The object.
    var text: String {
        var result = "{"
        for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { result += "," }
            result += "\""
            result += member.key
            result += "\":"
            result += member.text
        }
        return result + "}"
    }

    mutating func add(_ key: String, _ value: String?) { members.append((key, value.map(Self.quoted) ?? "null")) }

    mutating func add(_ key: String, _ value: Int) { members.append((key, String(value))) }

    mutating func add(_ key: String, _ value: Bool) { members.append((key, value ? "true" : "false")) }

    mutating func add(_ key: String, _ values: [String]) {
        members.append((key, "[" + values.map(Self.quoted).joined(separator: ",") + "]"))
    }

    mutating func add(_ key: String, _ object: JSONText) { members.append((key, object.text)) }

    /// `text` in quotes, escaped where RFC 8259, section 7, demands it.
    static func quoted(_ text: String) -> String {
        let needsEscape = text.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        guard needsEscape else { return "\"" + text + "\"" }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{8}": result += "\\b"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\u{C}": result += "\\f"
            case "\r": result += "\\r"
            case "\u{0}"..<"\u{20}":
                let code = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
