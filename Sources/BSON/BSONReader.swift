/// Reads BSON from bytes that may be anything: every access is checked, no input traps.
struct BSONReader {
    /// Where one element's parts stand.
    struct Element {
        let type: BSONType
        let key: Range<Int>
        let value: Range<Int>
    }

    let bytes: [UInt8]

    func integer<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) throws(BSONError) -> T {
        guard offset >= 0, offset <= bytes.count - MemoryLayout<T>.size else { throw .malformed(reason: "ends early", offset: offset) }
        return bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
    }

    /// Checks the frame of the document at `start`: its length fits `limit` and a zero closes it. The range of its elements follows.
    func body(at start: Int, limit: Int) throws(BSONError) -> Range<Int> {
        let length = Int(try integer(Int32.self, at: start))
        guard length >= 5, length <= limit - start else { throw .malformed(reason: "document length \(length)", offset: start) }
        guard bytes[start + length - 1] == 0 else { throw .malformed(reason: "document not closed", offset: start + length - 1) }
        return start + 4..<start + length - 1
    }

    /// The element at `offset` of a document whose elements end at `end`.
    func element(at offset: Int, end: Int) throws(BSONError) -> Element {
        guard offset < end, end <= bytes.count else { throw .malformed(reason: "ends early", offset: offset) }
        guard let type = BSONType(rawValue: bytes[offset]) else {
            throw .malformed(reason: "unknown type \(bytes[offset])", offset: offset)
        }
        let keyEnd = try zero(from: offset + 1, end: end)
        let start = keyEnd + 1
        let length = try length(of: type, at: start, end: end)
        guard length <= end - start else { throw .malformed(reason: "value ends early", offset: start) }
        return Element(type: type, key: offset + 1..<keyEnd, value: start..<start + length)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The position of the next zero byte.
    func zero(from offset: Int, end: Int) throws(BSONError) -> Int {
        var position = offset
        while position < end {
            if bytes[position] == 0 { return position }
            position += 1
        }
        throw .malformed(reason: "text not closed", offset: offset)
    }
}
