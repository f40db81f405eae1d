extension BSONReader {
    /// How many bytes a value takes. May exceed what is there: the caller compares.
    func length(of type: BSONType, at start: Int, end: Int) throws(BSONError) -> Int {
        switch type {
        case .null, .undefined, .minKey, .maxKey: return 0
        case .bool: return 1
        case .int32: return 4
        case .double, .date, .timestamp, .int64: return 8
        case .objectID: return 12
        case .decimal128: return 16
        case .string, .symbol, .javaScript: return 4 + (try stringLength(at: start, end: end))
        case .dbPointer: return 16 + (try stringLength(at: start, end: end))
        case .document, .array: return try body(at: start, limit: end).count + 5
        case .binary: return try binaryLength(at: start, end: end)
        case .javaScriptWithScope: return try scopedCodeLength(at: start, end: end)
        case .regularExpression:
            let pattern = try zero(from: start, end: end)
            return try zero(from: pattern + 1, end: end) + 1 - start
        }
    }

    /// The length of a string's text and closing zero.
    private func stringLength(at start: Int, end: Int) throws(BSONError) -> Int {
        let length = Int(try integer(Int32.self, at: start))
        guard length >= 1, length <= end - start - 4 else { throw .malformed(reason: "string length \(length)", offset: start) }
        guard bytes[start + 3 + length] == 0 else { throw .malformed(reason: "string not closed", offset: start) }
        return length
    }

    private func binaryLength(at start: Int, end: Int) throws(BSONError) -> Int {
        let length = Int(try integer(Int32.self, at: start))
        guard length >= 0, length <= end - start - 5 else { throw .malformed(reason: "binary length \(length)", offset: start) }
        if bytes[start + 4] == 2 {
            let inner = Int(try integer(Int32.self, at: start + 5))
            guard length >= 4, inner == length - 4 else { throw .malformed(reason: "old binary length \(inner)", offset: start) }
        }
        return 5 + length
    }

    private func scopedCodeLength(at start: Int, end: Int) throws(BSONError) -> Int {
        let length = Int(try integer(Int32.self, at: start))
        guard length >= 14, length <= end - start else { throw .malformed(reason: "code length \(length)", offset: start) }
        let code = try stringLength(at: start + 4, end: start + length)
        let scope = try body(at: start + 8 + code, limit: start + length)
        guard scope.upperBound + 1 == start + length else { throw .malformed(reason: "code length \(length)", offset: start) }
        return length
    }
}
