import CMongoC

extension BSONDocument {
    private static let maximumSize = 48_000_000
    private static let maximumDepth = 200

    /// Takes bytes from outside. The whole structure and all texts are checked, and libbson must agree (`bson_validate_with_error`).
    ///
    /// - Throws: `BSONError` that says where the format is broken, or that the document is too large (48 MB) or nested too
    ///   deeply (200 levels).
    public init(validating bytes: [UInt8]) throws(BSONError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge(bytes: bytes.count) }
        let reader = BSONReader(bytes: bytes)
        // libbson recurses without a limit and lets broken UTF-8 in strings pass, so depth and texts are checked first.
        try Self.check(reader)
        var error = bson_error_t()
        guard cmongo_validate(bytes, bytes.count, &error) else {
            throw .malformed(reason: String(cString: cmongo_message(&error)), offset: 0)
        }
        self.init(trusted: bytes)
    }

    private static func check(_ reader: BSONReader) throws(BSONError) {
        let whole = try reader.body(at: 0, limit: reader.bytes.count)
        guard whole.upperBound + 1 == reader.bytes.count else { throw .malformed(reason: "bytes after the end", offset: whole.upperBound) }
        var offset = whole.lowerBound
        var ends = [whole.upperBound]
        while let end = ends.last {
            guard offset < end else {
                ends.removeLast()
                offset = end + 1
                continue
            }
            let element = try reader.element(at: offset, end: end)
            try reader.checkText(element)
            guard let nested = try nestedBody(element, reader) else {
                offset = element.value.upperBound
                continue
            }
            guard ends.count < maximumDepth else { throw .tooDeep(offset: offset) }
            offset = nested.lowerBound
            ends.append(nested.upperBound)
        }
    }

    private static func nestedBody(_ element: BSONReader.Element, _ reader: BSONReader) throws(BSONError) -> Range<Int>? {
        switch element.type {
        case .document, .array: return try reader.body(at: element.value.lowerBound, limit: element.value.upperBound)
        case .javaScriptWithScope:
            let scope = element.value.lowerBound + 8 + Int(try reader.integer(Int32.self, at: element.value.lowerBound + 4))
            return try reader.body(at: scope, limit: element.value.upperBound)
        default: return nil
        }
    }
}
