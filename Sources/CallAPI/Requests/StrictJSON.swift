import TopicAccess

/// The grammar of JSON (RFC 8259), held to the letter, with names that come once (RFC 7493, 2.3).
///
/// Foundation's decoder takes commas before a closing bracket, a byte order mark, UTF-16, and of a name that comes twice some value or other. A proxy or
/// a filter before the service may take another, and then they judge different requests. One pass, without recursion; what Unicode holds to be the
/// same text is the same name, as it is to the decoder.
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
    private var reader: JSONReader

    /// Throws what is wrong with `bytes`.
    static func check(_ bytes: [UInt8]) throws(Flaw) {
        var text = StrictJSON(reader: JSONReader(bytes))
        try text.begin()
        while !text.open.isEmpty { try text.goOn() }
        guard text.reader.isAtEnd else { throw .malformed }
    }

    private init(reader: JSONReader) { self.reader = reader }

    /// A value, or the beginning of an object or a list up to and with its first value.
    private mutating func begin() throws(Flaw) {
        while true {
            guard open.count < Self.deepest else { throw .malformed }
            if reader.skip("{") {
                if reader.skip("}") { return }
                open.append([])
                try name()
            } else if reader.skip("[") {
                if reader.skip("]") { return }
                open.append(nil)
            } else {
                return try scalar()
            }
        }
    }

    /// What follows a value within an object or a list: its end, or the next value.
    private mutating func goOn() throws(Flaw) {
        let isList = open[open.count - 1] == nil
        if reader.skip(isList ? "]" : "}") {
            open.removeLast()
        } else {
            try expect(",")
            if !isList { try name() }
            try begin()
        }
    }

    private mutating func name() throws(Flaw) {
        guard let name = reader.readText() else { throw .malformed }
        guard open[open.count - 1]?.insert(name).inserted == true else { throw .repeatedName }
        try expect(":")
    }

    private mutating func scalar() throws(Flaw) {
        let isScalar =
            reader.readText() != nil || reader.skipNumber() || reader.skipWord("true") || reader.skipWord("false")
            || reader.skipWord("null")
        guard isScalar else { throw .malformed }
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Flaw) {
        guard reader.skip(character) else { throw .malformed }
    }
}
