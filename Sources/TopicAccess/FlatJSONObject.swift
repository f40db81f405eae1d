/// A JSON object (RFC 8259) of plain values, read strictly: no nested ones, and no key twice.
///
/// Parsers differ in which of two equal keys counts. A reader at the broker that took the first where phones take the last would let
/// through what it did not mean to. Reads any bytes in one pass, without recursion.
struct FlatJSONObject {
    enum Value: Equatable {
        case text(String)
        /// A number, true, false or null.
        case other
    }

    /// The values by their keys. Keys that Unicode calls equivalent count as equal.
    private(set) var members: [String: Value] = [:]

    /// Nil unless `bytes` are such an object and nothing else.
    init?(_ bytes: [UInt8]) {
        var reader = JSONReader(bytes)
        guard reader.skip("{") else { return nil }
        if !reader.skip("}") {
            repeat {
                guard let key = reader.readText(), members[key] == nil, reader.skip(":"), let value = reader.readValue() else { return nil }
                members[key] = value
            } while reader.skip(",")
            guard reader.skip("}") else { return nil }
        }
        guard reader.isAtEnd else { return nil }
    }
}

extension JSONReader {
    fileprivate mutating func readValue() -> FlatJSONObject.Value? {
        if let text = readText() { return .text(text) }
        return skipNumber() || skipWord("true") || skipWord("false") || skipWord("null") ? .other : nil
    }
}
