import Foundation

extension BSONReader {
    /// The value of `element`, with all that is nested in it.
    func value(_ element: Element) throws(BSONError) -> BSONValue {
        let start = element.value.lowerBound
        switch element.type {
        case .double: return .double(Double(bitPattern: try integer(UInt64.self, at: start)))
        case .string: return .string(string(element))
        case .symbol: return .symbol(string(element))
        case .javaScript: return .javaScript(string(element))
        case .document: return .document(document(element.value))
        case .array: return .array(try array(at: element.value))
        case .binary: return .binary(subtype: bytes[start + 4], bytes: binary(element))
        case .objectID: return .objectID(try objectID(at: start))
        case .bool: return .bool(bytes[start] != 0)
        case .date: return .date(BSONDate.date(try integer(Int64.self, at: start)))
        case .null: return .null
        case .int32: return .int32(try integer(Int32.self, at: start))
        case .int64: return .int64(try integer(Int64.self, at: start))
        default: return try rareValue(element)
        }
    }

    private func rareValue(_ element: Element) throws(BSONError) -> BSONValue {
        let start = element.value.lowerBound
        switch element.type {
        case .regularExpression:
            let middle = try zero(from: start, end: element.value.upperBound)
            return .regularExpression(pattern: text(start..<middle), options: text(middle + 1..<element.value.upperBound - 1))
        case .timestamp:
            return .timestamp(seconds: try integer(UInt32.self, at: start + 4), increment: try integer(UInt32.self, at: start))
        case .decimal128:
            return .decimal128(
                BSONDecimal128(low: try integer(UInt64.self, at: start), high: try integer(UInt64.self, at: start + 8)))
        case .javaScriptWithScope:
            let scope = start + 8 + Int(try integer(Int32.self, at: start + 4))
            return .javaScriptWithScope(text(start + 8..<scope - 1), scope: document(scope..<element.value.upperBound))
        case .dbPointer:
            let id = element.value.upperBound - 12
            return .dbPointer(text(start + 4..<id - 1), try objectID(at: id))
        case .minKey: return .minKey
        case .maxKey: return .maxKey
        default: return .undefined
        }
    }

    /// The text of a string, symbol or JavaScript element.
    func string(_ element: Element) -> String { text(element.value.lowerBound + 4..<element.value.upperBound - 1) }

    /// The content of a binary element.
    func binary(_ element: Element) -> [UInt8] {
        let start = element.value.lowerBound
        return Array(bytes[(bytes[start + 4] == 2 ? start + 9 : start + 5)..<element.value.upperBound])
    }

    func document(_ range: Range<Int>) -> BSONDocument { BSONDocument(trusted: Array(bytes[range])) }

    func objectID(at start: Int) throws(BSONError) -> BSONObjectID {
        guard start + 12 <= bytes.count, let id = BSONObjectID(Array(bytes[start..<start + 12])) else {
            throw .malformed(reason: "object id ends early", offset: start)
        }
        return id
    }

    private func array(at range: Range<Int>) throws(BSONError) -> [BSONValue] {
        var values: [BSONValue] = []
        let body = try body(at: range.lowerBound, limit: range.upperBound)
        var offset = body.lowerBound
        while offset < body.upperBound {
            let item = try element(at: offset, end: body.upperBound)
            values.append(try value(item))
            offset = item.value.upperBound
        }
        return values
    }
}
