/// The grammar of JSON (RFC 8259), held to the letter, with names that come once (RFC 7493, 2.3).
///
/// Foundation's decoder takes commas before a closing bracket, a byte order mark, UTF-16, and of a name that comes twice some value or other. A proxy or
/// a filter before the service may take another, and then they judge different requests. One pass, without recursion; what Unicode holds to be the
/// same text is the same name, as it is to the decoder. Whether texts are good UTF-8 is left to the decoder.
struct StrictJSON {
    /// What is wrong with a text.
    enum Flaw: Error, Hashable {
        /// It is no JSON, or nested deeper than 512 levels.
        case malformed
        /// An object has a name twice.
        case repeatedName
    }

    private static let deepest = 512

    /// What an object, or nil for a list, has had so far.
    private var open: [Set<String>?] = []
    private var rest: ArraySlice<UInt8>

    /// Throws what is wrong with `bytes`.
    static func check(_ bytes: [UInt8]) throws(Flaw) {
        var text = StrictJSON(rest: bytes[...])
        try text.check()
    }

    private init(rest: ArraySlice<UInt8>) { self.rest = rest }

    private mutating func check() throws(Flaw) {
        try begin()
        while let names = open.last {
            if names == nil {
                if !next("]") { try expect(","); try begin() } else { open.removeLast() }
            } else {
                if !next("}") { try expect(","); try member() } else { open.removeLast() }
            }
        }
        skipSpace()
        guard rest.isEmpty else { throw .malformed }
    }

    /// A value, or the beginning of an object or a list up to and with its first value.
    private mutating func begin() throws(Flaw) {
        while true {
            guard open.count < Self.deepest else { throw .malformed }
            if next("{") {
                open.append([])
                if peek("}") { return }
                try name()
            } else if next("[") {
                open.append(nil)
                if peek("]") { return }
            } else {
                return try scalar()
            }
        }
    }

    private mutating func member() throws(Flaw) {
        try name()
        try begin()
    }

    private mutating func name() throws(Flaw) {
        let name = try text()
        guard open[open.count - 1]?.insert(name).inserted == true else { throw .repeatedName }
        try expect(":")
    }

    private mutating func scalar() throws(Flaw) {
        if peek("\"") {
            _ = try text()
        } else if !word("true"), !word("false"), !word("null") {
            try number()
        }
    }

    private mutating func number() throws(Flaw) {
        _ = skip("-")
        guard skip("0") || skipDigits() else { throw .malformed }
        if skip("."), !skipDigits() { throw .malformed }
        if skip("e") || skip("E") {
            if !skip("+") { _ = skip("-") }
            guard skipDigits() else { throw .malformed }
        }
    }

    /// The text that comes, without its escapes.
    private mutating func text() throws(Flaw) -> String {
        try expect("\"")
        var units: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units += String(try escape()).utf8
            case 0..<0x20: throw .malformed
            default: units.append(byte)
            }
        }
        throw .malformed
    }
}

extension StrictJSON {
    private mutating func escape() throws(Flaw) -> Character {
        switch rest.popFirst() {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return Character(try scalarEscape())
        default: throw .malformed
        }
    }

    /// Four hexadecimal digits; twice, with another escape between them, for what needs a surrogate pair.
    private mutating func scalarEscape() throws(Flaw) -> Unicode.Scalar {
        let high = try hexadecimal()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, skip("\\"), skip("u") else { throw .malformed }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low), let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) else {
            throw .malformed
        }
        return scalar
    }

    private mutating func hexadecimal() throws(Flaw) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = rest.popFirst(), byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw .malformed
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Flaw) {
        guard next(character) else { throw .malformed }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let matches = word.withUTF8Buffer { rest.starts(with: $0) }
        if matches { rest = rest.dropFirst(word.utf8CodeUnitCount) }
        return matches
    }

    /// Whether `character` comes, white space before it aside; then it is passed.
    private mutating func next(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        return skip(character)
    }

    private mutating func peek(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        return rest.first == UInt8(ascii: character)
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
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
