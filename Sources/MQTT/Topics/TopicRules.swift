/// What topic names and topic filters have in common (MQTT 5 section 4.7.3).
enum TopicRules {
    static let plus = UInt8(ascii: "+")
    static let hash = UInt8(ascii: "#")
    static let slash = UInt8(ascii: "/")
    static let dollar = UInt8(ascii: "$")
    static let longest = 65_535

    /// What is wrong with `string` as a name or filter, wildcards aside; nil when nothing is.
    static func flaw(in string: String) -> String? {
        let bytes = string.utf8
        if bytes.isEmpty { return "is empty" }
        if bytes.count > longest { return "is longer than \(longest) bytes" }
        if bytes.contains(0) { return "contains U+0000" }
        return nil
    }
}
