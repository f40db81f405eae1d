import BSON
import Foundation
import Testing

@Suite("Codable's corners go to BSON and back")
struct CodableCornerTests {
    private struct Box<T: Codable & Equatable>: Codable, Equatable { var value: T }

    private enum Shape: Codable, Equatable {
        case circle(radius: Double)
        case square(Int, named: String?)
        case none
    }

    private enum Level: Int, Codable { case low = 1, high = 2 }

    private struct Name: RawRepresentable, Codable, Hashable { var rawValue: String }

    private indirect enum Tree: Codable, Equatable { case leaf(Int), node([Tree]) }

    private func check<T: Codable & Equatable>(_ value: T, _ expected: BSONValue? = nil, _ here: SourceLocation = #_sourceLocation) throws {
        let document = try BSONEncoder().encode(Box(value: value))
        #expect(try BSONDocument(validating: document.bytes) == document, sourceLocation: here)
        #expect(try BSONDecoder().decode(Box<T>.self, from: document).value == value, sourceLocation: here)
        if let expected { #expect(document["value"] == expected, sourceLocation: here) }
    }

    @Test("Optionals, also in arrays and in each other")
    func optionals() throws {
        try check(Int?.some(1), 1)
        try check([1, nil, 3] as [Int?], [1, nil, 3])
        try check(["a": nil, "b": 2] as [String: Int?])
        try check([[1], nil] as [[Int]?])
        let document = try BSONEncoder().encode(Box(value: String?.none))
        #expect(document == ["value": nil])
        #expect(try BSONDecoder().decode(Box<String?>.self, from: ["value": nil]).value == nil)
    }

    @Test("Enums with raw values, with associated values, and wrappers")
    func enums() throws {
        try check(Level.high, 2)
        try check([Level.low, .high], [1, 2])
        try check(Name(rawValue: "x"), "x")
        try check(Shape.circle(radius: 1.5), ["circle": ["radius": 1.5]])
        try check([Shape.square(2, named: nil), .none], [["square": ["_0": 2]], ["none": [:]]])
        try check(Tree.node([.leaf(1), .node([.leaf(2)]), .node([])]))
        #expect(throws: DecodingError.self) { try BSONDecoder().decode(Box<Level>.self, from: ["value": 3]) }
    }

    @Test("Dictionaries with keys of all kinds")
    func dictionaries() throws {
        try check(["": 1, "a.b": 2, "$c": 3])
        try check([1: "a", -2: "b"])
        try check([Name(rawValue: "k"): 1])
        try check(["a": ["b": ["c": [1, 2]]]])
    }

    @Test("Arrays of arrays, empty ones and large ones")
    func arrays() throws {
        try check([[[1], []], []] as [[[Int]]], [[[1], []], []])
        try check((0..<20_000).map { $0 })
        try check((0..<2_000).map { Date(timeIntervalSince1970: Double($0)) })
        try check((0..<1_001).map { ["n": "\($0)"] })
        try check(Set(["x"]))
        try check(0..<5)
    }

    @Test("Long and unusual texts")
    func texts() throws {
        try check(String(repeating: "ä", count: 100_000))
        try check("a\0b", "a\0b")
        try check(String(String(repeating: "xyz", count: 50).dropFirst(2)))
    }
}
