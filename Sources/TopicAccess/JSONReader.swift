/// Reads the tokens of a JSON text (RFC 8259) one after the other.
package struct JSONReader {
    private var rest: ArraySlice<UInt8>

    /// A reader of `bytes`.
    package init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Whether nothing but white space is left.
    package var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return rest.isEmpty
        }
    }

    /// Whether `character` was next; then it is passed.
    package mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        return skipByte(UInt8(ascii: character))
    }

    /// Whether `word` was next; then it is passed.
    package mutating func skipWord(_ word: StaticString) -> Bool {
        skipSpace()
        let matches = word.withUTF8Buffer { rest.starts(with: $0) }
        if matches { rest = rest.dropFirst(word.utf8CodeUnitCount) }
        return matches
    }

    /// Whether a number was next (RFC 8259, 6); then it is passed.
    package mutating func skipNumber() -> Bool {
        skipSpace()
        var ahead = self
        _ = ahead.skipByte(UInt8(ascii: "-"))
        guard ahead.skipByte(UInt8(ascii: "0")) || ahead.skipDigits() else { return false }
        if ahead.skipByte(UInt8(ascii: ".")), !ahead.skipDigits() { return false }
        if ahead.skipByte(UInt8(ascii: "e")) || ahead.skipByte(UInt8(ascii: "E")) {
            if !ahead.skipByte(UInt8(ascii: "+")) { _ = ahead.skipByte(UInt8(ascii: "-")) }
            guard ahead.skipDigits() else { return false }
        }
        self = ahead
        return true
    }

    /// The text that was next, without its escapes; nil, and nothing is passed, if none was.
    package mutating func readText() -> String? {
        skipSpace()
        var ahead = self
        guard ahead.skipByte(UInt8(ascii: "\"")) else { return nil }
        var bytes: [UInt8] = []
        while let byte = ahead.rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
                self = ahead
                return text
            case UInt8(ascii: "\\"):
                guard let scalar = ahead.readEscape() else { return nil }
                bytes += Array(String(Character(scalar)).utf8)
            case 0..<0x20: return nil
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func readEscape() -> Unicode.Scalar? {
        switch rest.popFirst() {
        case UInt8(ascii: "\""): "\""
        case UInt8(ascii: "\\"): "\\"
        case UInt8(ascii: "/"): "/"
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        case UInt8(ascii: "u"): readUnicodeEscape()
        default: nil
        }
    }

    /// Four hexadecimal digits; eight with another escape between them for what needs a surrogate pair.
    private mutating func readUnicodeEscape() -> Unicode.Scalar? {
        guard let high = readHexadecimal() else { return nil }
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
        guard skipByte(UInt8(ascii: "\\")), skipByte(UInt8(ascii: "u")), let low = readHexadecimal() else { return nil }
        guard (0xDC00..<0xE000).contains(low) else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    private mutating func readHexadecimal() -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = rest.popFirst(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private mutating func skipByte(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipDigits() -> Bool {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        return !digits.isEmpty
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }
}
