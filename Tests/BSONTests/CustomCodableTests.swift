import BSON
import Foundation
import Testing

/// Conformances written by hand may open containers in unusual ways.
@Suite("Hand-written Codable conformances")
struct CustomCodableTests {
    private class Animal: Codable {
        var legs = 4
        init() {}
    }

    private final class Dog: Animal {
        var name = "Rex"
        private enum CodingKeys: String, CodingKey { case name }

        override init() { super.init() }

        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            try super.init(from: container.superDecoder())
        }

        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try super.encode(to: container.superEncoder())
            try container.encode(name, forKey: .name)
        }
    }

    private struct Writer: Encodable {
        let body: @Sendable (any Encoder) throws -> Void
        func encode(to encoder: any Encoder) throws { try body(encoder) }
    }

    private enum Key: String, CodingKey { case a, b, c }

    private func encode(_ body: @escaping @Sendable (any Encoder) throws -> Void) throws -> BSONDocument {
        let document = try BSONEncoder().encode(Writer(body: body))
        return try BSONDocument(validating: document.bytes)
    }

    @Test("Classes with a superclass")
    func superclass() throws {
        let dog = Dog()
        dog.legs = 3
        let document = try BSONEncoder().encode(dog)
        #expect(document == ["super": ["legs": 3], "name": "Rex"])
        let read = try BSONDecoder().decode(Dog.self, from: document)
        #expect(read.legs == 3 && read.name == "Rex")
    }

    @Test("Asking twice for a container goes on with the first")
    func sameContainerTwice() throws {
        let document = try encode { encoder in
            var first = encoder.container(keyedBy: Key.self)
            try first.encode(1, forKey: .a)
            var second = encoder.container(keyedBy: Key.self)
            try second.encode(2, forKey: .b)
            try first.encode(3, forKey: .c)
        }
        #expect(document == ["a": 1, "b": 2, "c": 3])
    }

    @Test("Nested containers in arrays and documents")
    func nested() throws {
        let document = try encode { encoder in
            var root = encoder.container(keyedBy: Key.self)
            var list = root.nestedUnkeyedContainer(forKey: .a)
            try list.encode(1)
            try list.encodeNil()
            var item = list.nestedContainer(keyedBy: Key.self)
            try item.encode("x", forKey: .b)
            var inner = list.nestedUnkeyedContainer()
            try inner.encode(true)
            #expect(list.count == 4)
            try root.encodeNil(forKey: .b)
        }
        #expect(document == ["a": [1, nil, ["b": "x"], [true]], "b": nil])
    }

    @Test("A value that encodes nothing is an empty document")
    func nothing() throws {
        #expect(try encode { _ in } == [:])
        let document = try encode { encoder in
            var root = encoder.container(keyedBy: Key.self)
            try root.encode(Writer { _ in }, forKey: .a)
            _ = root.superEncoder(forKey: .b)
            try root.encode(1, forKey: .c)
        }
        #expect(document == ["a": [:], "b": [:], "c": 1])
    }

    @Test("Going back to a closed container is an error, not damage")
    func interleaved() {
        #expect(throws: EncodingError.self) {
            try encode { encoder in
                var root = encoder.container(keyedBy: Key.self)
                var nested = root.nestedContainer(keyedBy: Key.self, forKey: .a)
                try root.encode(1, forKey: .b)
                try nested.encode(2, forKey: .c)
            }
        }
        #expect(throws: EncodingError.self) {
            try encode { encoder in
                var root = encoder.container(keyedBy: Key.self)
                let late = root.superEncoder(forKey: .a)
                try root.encode(1, forKey: .b)
                var container = late.container(keyedBy: Key.self)
                try container.encode(2, forKey: .c)
            }
        }
    }

    @Test("Two values in one place, or another kind of container, are errors")
    func twice() {
        #expect(throws: EncodingError.self) {
            try encode { encoder in
                var root = encoder.container(keyedBy: Key.self)
                try root.encode(
                    Writer { inner in
                        var single = inner.singleValueContainer()
                        try single.encode(1)
                        try single.encode(2)
                    }, forKey: .a)
            }
        }
        #expect(throws: EncodingError.self) {
            try encode { encoder in
                _ = encoder.container(keyedBy: Key.self)
                var list = encoder.unkeyedContainer()
                try list.encode(1)
            }
        }
    }

    @Test("An error inside a value that is caught leaves a sound document")
    func caughtError() throws {
        let document = try encode { encoder in
            var root = encoder.container(keyedBy: Key.self)
            let failing = Writer { inner in
                var container = inner.container(keyedBy: Key.self)
                try container.encode(1, forKey: .a)
                throw CancellationError()
            }
            try? root.encode(failing, forKey: .a)  // the point of this test
            try root.encode(2, forKey: .b)
        }
        #expect(document == ["a": ["a": 1], "b": 2])
    }
}
