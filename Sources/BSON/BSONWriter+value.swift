import Foundation

extension BSONWriter {
    /// The value alone; its type and key stand before it.
    mutating func value(_ value: BSONValue) {
        switch value {
        case .double(let number): integer(number.bitPattern)
        case .string(let text), .symbol(let text), .javaScript(let text): string(text)
        case .document(let document): bytes.append(contentsOf: document.bytes)
        case .array(let values): array(values)
        case .binary(let subtype, let content): binary(content, subtype: subtype)
        case .objectID(let id): bytes.append(contentsOf: id.bytes)
        case .bool(let truth): bytes.append(truth ? 1 : 0)
        case .date(let date): integer(BSONDate.clampedMilliseconds(date))
        case .null, .undefined, .minKey, .maxKey: break
        case .int32(let number): integer(number)
        case .int64(let number): integer(number)
        default: rareValue(value)
        }
    }

    private mutating func rareValue(_ value: BSONValue) {
        switch value {
        case .regularExpression(let pattern, let options):
            zeroTerminated(pattern)
            zeroTerminated(options)
        case .timestamp(let seconds, let increment):
            integer(increment)
            integer(seconds)
        case .decimal128(let decimal):
            integer(decimal.low)
            integer(decimal.high)
        case .javaScriptWithScope(let code, let scope):
            let start = begin()
            string(code)
            bytes.append(contentsOf: scope.bytes)
            patchLength(start)
        case .dbPointer(let name, let id):
            string(name)
            bytes.append(contentsOf: id.bytes)
        default: break
        }
    }

    private mutating func array(_ values: [BSONValue]) {
        let start = begin()
        for (position, item) in values.enumerated() {
            bytes.append(item.type.rawValue)
            index(position)
            value(item)
        }
        end(start)
    }
}
