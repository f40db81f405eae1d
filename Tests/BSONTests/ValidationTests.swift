import BSON
import Testing

@Suite("Bytes from outside are checked, and never crash")
struct ValidationTests {
    struct Malformed: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]

        init(_ story: String, _ bytes: [UInt8]) {
            testDescription = story
            self.bytes = bytes
        }
    }

    static let table: [Malformed] = [
        Malformed("empty", []), Malformed("half a length", [5, 0]), Malformed("length alone", [5, 0, 0, 0]),
        Malformed("length too small", [4, 0, 0, 0, 0]), Malformed("length zero", [0, 0, 0, 0, 0]),
        Malformed("negative length", [255, 255, 255, 255, 0]), Malformed("length beyond the end", [6, 0, 0, 0, 0]),
        Malformed("bytes after the end", [5, 0, 0, 0, 0, 0]), Malformed("not closed", [5, 0, 0, 0, 1]),
        Malformed("unknown type", [8, 0, 0, 0, 0x20, 0x61, 0, 0]), Malformed("key not closed", [8, 0, 0, 0, 10, 0x61, 0x61, 0]),
        Malformed("value missing", [8, 0, 0, 0, 0x10, 0x61, 0, 0]),
        Malformed("string length 0", [12, 0, 0, 0, 2, 0x61, 0, 0, 0, 0, 0, 0]),
        Malformed("string length negative", [13, 0, 0, 0, 2, 0x61, 0, 255, 255, 255, 255, 0, 0]),
        Malformed("string length too long", [13, 0, 0, 0, 2, 0x61, 0, 3, 0, 0, 0, 0, 0]),
        Malformed("string not closed", [13, 0, 0, 0, 2, 0x61, 0, 1, 0, 0, 0, 0x61, 0]),
        Malformed("string not UTF-8", [14, 0, 0, 0, 2, 0x61, 0, 2, 0, 0, 0, 0xFF, 0, 0]),
        Malformed("key not UTF-8", [8, 0, 0, 0, 10, 0xFF, 0, 0]),
        Malformed("inner length too long", [13, 0, 0, 0, 3, 0x61, 0, 6, 0, 0, 0, 0, 0]),
        Malformed("inner length too small", [13, 0, 0, 0, 3, 0x61, 0, 4, 0, 0, 0, 0, 0]),
        Malformed("binary negative", [13, 0, 0, 0, 5, 0x61, 0, 255, 255, 255, 255, 0, 0]),
        Malformed("binary too long", [13, 0, 0, 0, 5, 0x61, 0, 1, 0, 0, 0, 0, 0]),
        Malformed("old binary without its length", [13, 0, 0, 0, 5, 0x61, 0, 0, 0, 0, 0, 2, 0]),
        Malformed("code length wrong", [22, 0, 0, 0, 15, 0x61, 0, 13, 0, 0, 0, 1, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0]),
        Malformed("pattern not closed", [9, 0, 0, 0, 11, 0x61, 0, 0x61, 0]),
        Malformed("boolean is 2", [9, 0, 0, 0, 8, 0x61, 0, 2, 0]),
    ]

    @Test("Broken bytes are refused", arguments: table)
    func refused(_ sample: Malformed) {
        #expect(throws: BSONError.self) { try BSONDocument(validating: sample.bytes) }
    }

    @Test("Reading broken bytes unchecked gives nothing or an error", arguments: table)
    func unchecked(_ sample: Malformed) { read(sample.bytes) }

    @Test("Every truncation of a document with all types is refused")
    func truncated() {
        let bytes = BSONDocument(SampleValues.all.enumerated().map { ("k\($0.offset)", $0.element) }).bytes
        for end in 0..<bytes.count {
            let part = Array(bytes[..<end])
            #expect(throws: BSONError.self) { try BSONDocument(validating: part) }
            read(part)
        }
    }

    @Test("Every byte changed: refused or readable", arguments: [0x00, 0x01, 0x7F, 0x80, 0xFF] as [UInt8])
    func mutated(_ value: UInt8) {
        let bytes = BSONDocument(SampleValues.all.enumerated().map { ("k\($0.offset)", $0.element) }).bytes
        for index in bytes.indices {
            var changed = bytes
            changed[index] = value
            read(changed)
            if let document = try? BSONDocument(validating: changed) {  // refused is fine too
                #expect(document.count <= bytes.count)
                #expect(!document.relaxedJSON.isEmpty, "byte \(index) of \(bytes[max(0, index - 6)...min(index + 6, bytes.count - 1)])")
            }
        }
    }

    @Test("Random bytes do no harm", arguments: 0..<8)
    func random(_ seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next() -> UInt8 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 32)
        }
        for length in 0..<400 {
            var bytes = (0..<length).map { _ in next() % 24 }
            if length >= 5 {
                for (index, byte) in [UInt8(truncatingIfNeeded: length), UInt8(length >> 8), 0, 0].enumerated() { bytes[index] = byte }
                bytes[length - 1] = 0
            }
            read(bytes)
            _ = try? BSONDocument(validating: bytes)  // mostly refused
        }
    }

    @Test("Nesting is bounded at 200 levels")
    func depth() throws {
        #expect(throws: Never.self) { try BSONDocument(validating: nested(199).bytes) }
        #expect(throws: BSONError.self) { try BSONDocument(validating: nested(200).bytes) }
        #expect(throws: BSONError.self) { try BSONDocument(validating: nested(20_000).bytes) }
    }

    @Test("48 MB are the limit")
    func size() {
        #expect(throws: BSONError.tooLarge(bytes: 48_000_001)) { try BSONDocument(validating: [UInt8](repeating: 0, count: 48_000_001)) }
    }

    private func nested(_ depth: Int) -> BSONDocument {
        // Built from the inside out by bytes: appending would copy each level again.
        let opening = (0..<depth).flatMap { level -> [UInt8] in
            let length = Int32(5 + 8 * (depth - level))
            return withUnsafeBytes(of: length.littleEndian) { Array($0) } + [3, 0x61, 0]
        }
        return BSONDocument(trusted: opening + [5, 0, 0, 0, 0] + [UInt8](repeating: 0, count: depth))
    }

    private func read(_ bytes: [UInt8]) {
        let document = BSONDocument(trusted: bytes)
        for (key, value) in document.elements { _ = (key, value.int) }
        _ = document["k3"]
        _ = try? BSONDecoder().decode([String: Int].self, from: document)  // an error is what we expect
        _ = try? BSONDecoder().decode([String: BSONValue].self, from: document)  // the same
    }
}
