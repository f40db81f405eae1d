import BSON
import Foundation
import Testing

@Suite("The encoder writes the bytes that the format asks for")
struct EncoderTests {
    private struct Numbers: Codable, Equatable {
        var a = Int8(-1), b = Int16(2), c = Int32(-3), d = Int64.min, e = Int.max
        var f = UInt8.max, g = UInt16.max, h = UInt32.max, i = UInt64(5), j = UInt(6), k = Float(1.5), l = 2.25, m = true
    }

    private struct Mixed: Codable, Equatable {
        var data = Data([1, 2, 3])
        var url = URL(string: "https://example.org/a?b=c")
        var id = BSONObjectID(hex: "0123456789abcdef01234567")
        var value = BSONValue.timestamp(seconds: 1, increment: 2)
        var document: BSONDocument = ["a": 1]
        var decimal = BSONDecimal128(low: 1, high: 2)
        var uuid = UUID(uuidString: "00000000-0000-4000-8000-000000000001")
    }

    @Test("Numbers have the types that are documented")
    func numbers() throws {
        let document = try BSONEncoder().encode(Numbers())
        let expected: BSONDocument = [
            "a": .int32(-1), "b": .int32(2), "c": .int32(-3), "d": .int64(.min), "e": .int64(.max), "f": .int32(255), "g": .int32(65_535),
            "h": .int64(4_294_967_295), "i": .int64(5), "j": .int64(6), "k": .double(1.5), "l": .double(2.25), "m": .bool(true),
        ]
        #expect(document.bytes == expected.bytes)
        #expect(try BSONDecoder().decode(Numbers.self, from: document) == Numbers())
    }

    @Test("Types of BSON's own, data and URLs")
    func mixed() throws {
        let document = try BSONEncoder().encode(Mixed())
        let id = try #require(BSONObjectID(hex: "0123456789abcdef01234567"))
        let expected: BSONDocument = [
            "data": .binary(subtype: 0, bytes: [1, 2, 3]), "url": "https://example.org/a?b=c", "id": .objectID(id),
            "value": .timestamp(seconds: 1, increment: 2), "document": ["a": 1], "decimal": .decimal128(BSONDecimal128(low: 1, high: 2)),
            "uuid": "00000000-0000-4000-8000-000000000001",
        ]
        #expect(document.bytes == expected.bytes)
        #expect(try BSONDecoder().decode(Mixed.self, from: document) == Mixed())
    }

    @Test("A whole call equals the document built by hand, and libbson accepts it")
    func call() throws {
        let document = try BSONEncoder().encode(Call.sample)
        #expect(try BSONDocument(validating: document.bytes) == document)
        #expect(BSONDocument(document.elements.map { ($0.key, $0.value) }).bytes == document.bytes)
        #expect(document["engaged"] == ["member-ada", "member-bob", "member-cy"])
        #expect(document["caller"]?.document?["state"] == "accepted")
        #expect(!document.contains("answeredAt"))
        #expect(1_300...2_200 ~= document.bytes.count)
        #expect(try BSONDecoder().decode(Call.self, from: document) == Call.sample)
    }

    @Test("Unsigned integers beyond 63 bits are refused", arguments: [UInt64.max, UInt64(Int64.max) + 1])
    func tooLargeIntegers(_ value: UInt64) {
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(["a": value]) }
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(["a": [value]]) }
    }

    @Test("Only documents stand at the top level")
    func topLevel() throws {
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(1) }
        #expect(throws: EncodingError.self) { try BSONEncoder().encode("a") }
        #expect(throws: EncodingError.self) { try BSONEncoder().encode([1, 2]) }
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(Int?.none) }
        #expect(try BSONEncoder().encode(["a": 1] as BSONDocument) == ["a": 1])
        #expect(try BSONEncoder().encode(BSONValue.document(["a": 1])) == ["a": 1])
        #expect(try BSONEncoder().encode([String: Int]()) == [:])
    }

    @Test("A key with U+0000 is refused")
    func zeroInKey() {
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(["a\0b": 1]) }
    }

    @Test("BSON types refuse other coders")
    func foreignCoders() {
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(["a": BSONValue.minKey]) }
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(["a": BSONDocument()]) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([BSONObjectID].self, from: Data("[1]".utf8)) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([BSONDecimal128].self, from: Data("[1]".utf8)) }
    }
}
