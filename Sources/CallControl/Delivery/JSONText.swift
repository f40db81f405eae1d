/// Writes a JSON object (RFC 8259) straight to bytes: slashes are not escaped, as by Foundation's `JSONEncoder` when it is asked for that, at a
/// small part of its cost.
///
/// Keys must be plain ASCII that needs no escaping. They stand in the order in which they are added: whoever wants them sorted adds them sorted.
public struct JSONText: Sendable {
    private var open: [UInt8] = []

    /// An object without members.
    public init() {
        open.reserveCapacity(640)
        open.append(UInt8(ascii: "{"))
    }

    /// The object, UTF-8.
    public var bytes: [UInt8] { open + [UInt8(ascii: "}")] }

    /// The object as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Adds a text, or `null`.
    public mutating func add(_ key: String, _ value: String?) {
        begin(key)
        if let value { quote(value) } else { append("null") }
    }

    /// Adds a number.
    public mutating func add(_ key: String, _ value: Int) {
        begin(key)
        append(String(value))
    }

    /// Adds `true` or `false`.
    public mutating func add(_ key: String, _ value: Bool) {
        begin(key)
        append(value ? "true" : "false")
    }

    /// Adds an array of texts.
    public mutating func add(_ key: String, _ values: some Sequence<String>) {
        add(key, each: values) { json, value in json.quote(value) }
    }

    /// Adds an object with the members that `body` adds.
    public mutating func add(_ key: String, object body: (inout JSONText) -> Void) {
        begin(key)
        self.object(body)
    }

    /// Adds an array of objects, each with the members that `body` adds for an item.
    public mutating func add<Item>(_ key: String, objects items: some Sequence<Item>, _ body: (inout JSONText, Item) -> Void) {
        add(key, each: items) { json, item in json.object { body(&$0, item) } }
    }

    private mutating func add<Item>(_ key: String, each items: some Sequence<Item>, _ body: (inout JSONText, Item) -> Void) {
        begin(key)
        open.append(UInt8(ascii: "["))
        var isFirst = true
        for item in items {
            if !isFirst { open.append(UInt8(ascii: ",")) }
            isFirst = false
            body(&self, item)
        }
        open.append(UInt8(ascii: "]"))
    }

    private mutating func object(_ body: (inout JSONText) -> Void) {
        open.append(UInt8(ascii: "{"))
        body(&self)
        open.append(UInt8(ascii: "}"))
    }

    /// No value ends with a brace that opens, so that one stands only before the first member.
    private mutating func begin(_ key: String) {
        if open.last != UInt8(ascii: "{") { open.append(UInt8(ascii: ",")) }
        open.append(UInt8(ascii: "\""))
        append(key)
        open.append(UInt8(ascii: "\""))
        open.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: String) { open.append(contentsOf: text.utf8) }

    /// `text` in quotes, escaped where RFC 8259, section 7, demands it.
    private mutating func quote(_ text: String) {
        open.append(UInt8(ascii: "\""))
        let start = open.count
        append(text)
        if open[start...].contains(where: Self.needsEscape) {
            open.removeSubrange(start...)
            for byte in text.utf8 { escape(byte) }
        }
        open.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        case 0..<0x20:
            let code = String(byte, radix: 16)
            append("\\u" + String(repeating: "0", count: 4 - code.count) + code)
        default: open.append(byte)
        }
    }
}
