import BSON
import Foundation
import Testing

@Suite("The decoder reads what fits and says what does not")
struct DecoderTests {
    private struct Holder<T: Decodable>: Decodable { var value: T }

    private func decode<T: Decodable>(_ type: T.Type, _ value: BSONValue) throws -> T {
        try BSONDecoder().decode(Holder<T>.self, from: ["value": value]).value
    }

    @Test("Integers come from any number that is exactly one", arguments: [.int32(7), .int64(7), .double(7)] as [BSONValue])
    func numbers(_ value: BSONValue) throws {
        #expect(try decode(Int.self, value) == 7)
        #expect(try decode(Int8.self, value) == 7)
        #expect(try decode(UInt16.self, value) == 7)
        #expect(try decode(UInt64.self, value) == 7)
        #expect(try decode(Int32.self, value) == 7)
        #expect(try decode(Double.self, value) == 7)
        #expect(try decode(Float.self, value) == 7)
    }

    @Test(
        "Numbers that do not fit are refused",
        arguments: [.int64(128), .int64(-129), .double(1.5), .double(.nan), .double(.infinity), .double(1e30)] as [BSONValue])
    func misfits(_ value: BSONValue) {
        #expect(throws: DecodingError.self) { try decode(Int8.self, value) }
        #expect(throws: DecodingError.self) { try decode(UInt32.self, .int64(-1)) }
    }

    @Test("Types are not mixed up")
    func mismatches() {
        #expect(throws: DecodingError.self) { try decode(Int.self, "1") }
        #expect(throws: DecodingError.self) { try decode(String.self, 1) }
        #expect(throws: DecodingError.self) { try decode(Bool.self, 1) }
        #expect(throws: DecodingError.self) { try decode(Date.self, 1) }
        #expect(throws: DecodingError.self) { try decode(Date.self, "2024-01-01T00:00:00Z") }
        #expect(throws: DecodingError.self) { try decode(Data.self, "AQ==") }
        #expect(throws: DecodingError.self) { try decode([Int].self, ["a": 1]) }
        #expect(throws: DecodingError.self) { try decode([String: Int].self, [1]) }
        #expect(throws: DecodingError.self) { try decode(Double.self, nil) }
        #expect(throws: DecodingError.self) { try decode(BSONObjectID.self, "0123456789abcdef01234567") }
    }

    @Test("Errors carry the path")
    func paths() throws {
        struct Inner: Decodable { var b: [Holder<Int>] }
        struct Outer: Decodable { var a: Inner }
        let error = #expect(throws: DecodingError.self) {
            try BSONDecoder().decode(Outer.self, from: ["a": ["b": [["value": 1], ["value": "x"]]]])
        }
        guard case .typeMismatch(_, let context) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(context.codingPath.map(\.stringValue) == ["a", "b", "1", "value"])
    }

    @Test("Missing keys, nulls and the order of keys")
    func keys() throws {
        struct Three: Decodable, Equatable { var a: Int, b: Int?, c: String? }
        #expect(try BSONDecoder().decode(Three.self, from: ["c": "x", "z": 0, "a": 1]) == Three(a: 1, b: nil, c: "x"))
        #expect(try BSONDecoder().decode(Three.self, from: ["a": 1, "b": nil, "c": nil]) == Three(a: 1, b: nil, c: nil))
        let error = #expect(throws: DecodingError.self) { try BSONDecoder().decode(Three.self, from: ["b": 1]) }
        guard case .keyNotFound(let key, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(key.stringValue == "a")
    }

    @Test("An array that is read beyond its end is an error")
    func pastTheEnd() {
        struct Pair: Decodable {
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                _ = try (list.decode(Int.self), list.decode(Int.self))
            }
        }
        #expect(throws: DecodingError.self) { try decode(Pair.self, [1]) }
        #expect(throws: Never.self) { try decode(Pair.self, [1, 2]) }
    }

    @Test("Broken bytes that nobody checked are data errors", arguments: ValidationTests.table)
    func malformed(_ sample: ValidationTests.Malformed) {
        struct A: Decodable { var a: Int }
        #expect(throws: DecodingError.self) { try BSONDecoder().decode(A.self, from: BSONDocument(trusted: sample.bytes)) }
    }

    @Test("The whole document, or any value, decodes as itself")
    func itself() throws {
        #expect(try BSONDecoder().decode(BSONDocument.self, from: ["a": 1]) == ["a": 1])
        #expect(try BSONDecoder().decode([String: BSONValue].self, from: ["a": nil, "b": [1]]) == ["a": nil, "b": [1]])
        #expect(try decode(BSONDocument.self, ["x": 1]) == ["x": 1])
    }

    @Test("User information reaches the value")
    func userInfo() throws {
        struct Reader: Codable {
            static let key = CodingUserInfoKey(rawValue: "k")
            var text: String
            init(text: String) { self.text = text }
            init(from decoder: any Decoder) throws { text = Self.key.flatMap { decoder.userInfo[$0] as? String } ?? "" }
        }
        var decoder = BSONDecoder()
        if let key = Reader.key { decoder.userInfo[key] = "hello" }
        #expect(try decoder.decode(Reader.self, from: [:]).text == "hello")
    }
}
