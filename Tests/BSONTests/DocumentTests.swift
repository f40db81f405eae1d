import BSON
import Foundation
import Testing

@Suite("A document keeps its elements")
struct DocumentTests {
    @Test("Every type goes into bytes and comes back, and libbson agrees", arguments: SampleValues.all)
    func roundTrip(_ value: BSONValue) throws {
        let document: BSONDocument = ["before": 1, "value": value, "after": "x"]
        let read = try BSONDocument(validating: document.bytes)
        #expect(read == document)
        #expect(read["value"] == value)
        #expect(read["after"] == "x")
        #expect(read.keys == ["before", "value", "after"])
    }

    @Test("All types in one document, nested")
    func allTogether() throws {
        let inner = BSONDocument(SampleValues.all.enumerated().map { ("k\($0.offset)", $0.element) })
        let document: BSONDocument = ["inner": .document(inner), "list": .array(SampleValues.all)]
        let read = try BSONDocument(validating: document.bytes)
        #expect(read["inner"]?.document.map { Array($0.elements.map(\.value)) } == SampleValues.all)
        #expect(read["list"]?.array == SampleValues.all)
        #expect(!read.relaxedJSON.isEmpty)
    }

    @Test("Literals build what they look like")
    func literals() {
        let document: BSONDocument = ["s": "x\(1)", "i": 1, "d": 1.5, "b": true, "n": nil, "a": [1, [2]], "o": ["p": ["q": []]]]
        #expect(document["s"] == .string("x1"))
        #expect(document["i"] == .int64(1))
        #expect(document["d"] == .double(1.5))
        #expect(document["b"] == .bool(true))
        #expect(document["n"] == .some(.null))
        #expect(document["a"] == .array([.int64(1), .array([.int64(2)])]))
        #expect(document["o"]?.document?["p"]?.document?["q"]?.array?.isEmpty == true)
        #expect(document["missing"] == nil)
        #expect(BSONDocument().bytes == [5, 0, 0, 0, 0])
    }

    @Test("Bytes are those of the specification's example")
    func specificationExample() {
        let document: BSONDocument = ["hello": "world"]
        #expect(document.bytes == Array("\u{16}\0\0\0\u{02}hello\0\u{06}\0\0\0world\0\0".utf8))
        #expect(document.description == #"{ "hello" : "world" }"#)
    }

    @Test("The first of equal keys is found")
    func repeatedKeys() {
        let document: BSONDocument = BSONDocument([("a", 1), ("b", 2), ("a", 3)])
        #expect(document["a"] == 1)
        #expect(document.count == 3)
    }

    @Test("A key cannot smuggle in another one")
    func zeroInKey() throws {
        var document = BSONDocument()
        document.append(1, for: "a\0b")
        document.append(.regularExpression(pattern: "x\0y", options: ""), for: "r")
        let read = try BSONDocument(validating: document.bytes)
        #expect(read.keys == ["a\u{FFFD}b", "r"])
        #expect(read["r"] == .regularExpression(pattern: "x\u{FFFD}y", options: ""))
    }

    @Test("Accessors convert numbers that fit, and nothing else")
    func accessors() {
        #expect(BSONValue.int32(3).int == 3)
        #expect(BSONValue.double(3).int == 3)
        #expect(BSONValue.double(3.5).int == nil)
        #expect(BSONValue.double(.nan).int == nil)
        #expect(BSONValue.int64(3).double == 3)
        #expect(BSONValue.int64(.max).double == nil)
        #expect(BSONValue.string("3").int == nil)
        #expect(BSONValue.null.isNull)
    }

    @Test("Object ids are 24 hexadecimal digits", arguments: ["", "0123", "0123456789abcdef0123456g", "0123456789abcdef012345678"])
    func badObjectIDs(_ text: String) {
        #expect(BSONObjectID(hex: text) == nil)
        #expect(BSONObjectID(hex: "0123456789ABCDEF01234567")?.hex == "0123456789abcdef01234567")
        #expect(BSONObjectID([1]) == nil)
    }
}
