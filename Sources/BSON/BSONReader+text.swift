extension BSONReader {
    /// Checks that the texts in `element` are UTF-8, its key first.
    func checkText(_ element: Element) throws(BSONError) {
        try checkText(element.key)
        let value = element.value
        switch element.type {
        case .string, .symbol, .javaScript: try checkText(value.lowerBound + 4..<value.upperBound - 1)
        case .regularExpression: try checkText(value)
        case .dbPointer: try checkText(value.lowerBound + 4..<value.upperBound - 13)
        case .javaScriptWithScope:
            let code = Int(try integer(Int32.self, at: value.lowerBound + 4))
            try checkText(value.lowerBound + 8..<value.lowerBound + 7 + code)
        default: break
        }
    }

    private func checkText(_ range: Range<Int>) throws(BSONError) {
        let isASCII = bytes.withUnsafeBytes { bytes in range.allSatisfy { bytes[$0] < 0x80 } }
        guard isASCII || String(validating: bytes[range], as: UTF8.self) != nil else {
            throw .malformed(reason: "text is not UTF-8", offset: range.lowerBound)
        }
    }
}
