/// A BSON document: its bytes, always a well-formed document.
///
/// A value type. Reading looks at the bytes each time; nothing is parsed ahead. Keys keep their order, and may repeat.
public struct BSONDocument: Sendable, Hashable {
    /// The whole document in the format of bsonspec.org: length, elements, zero.
    public private(set) var bytes: [UInt8]

    /// An empty document.
    public init() { bytes = [5, 0, 0, 0, 0] }

    /// Takes over bytes that this module wrote or the database sent. They are not checked; reading them is safe in any case.
    package init(trusted bytes: [UInt8]) { self.bytes = bytes }

    /// A document of `elements` in their order.
    public init(_ elements: some Sequence<(String, BSONValue)>) {
        self.init()
        for (key, value) in elements { append(value, for: key) }
    }

    /// Adds an element at the end. Takes amortized constant time besides copying the value.
    ///
    /// A key cannot contain U+0000 in BSON; it is written as U+FFFD.
    public mutating func append(_ value: BSONValue, for key: String) {
        var writer = BSONWriter(bytes: bytes)
        bytes = []
        writer.bytes.removeLast()
        writer.bytes.append(value.type.rawValue)
        writer.zeroTerminated(key)
        writer.value(value)
        writer.end(0)
        bytes = writer.bytes
    }

    /// The value of the first element named `key`, or `nil` when there is none. Takes time in proportion to the elements before it.
    public subscript(key: String) -> BSONValue? {
        var iterator = BSONElements.Iterator(self)
        return iterator.value(of: key)
    }

    /// Whether an element named `key` exists.
    public func contains(_ key: String) -> Bool { self[key] != nil }

    /// Whether there are no elements.
    public var isEmpty: Bool { bytes.count <= 5 }
}

extension BSONDocument: ExpressibleByDictionaryLiteral {
    /// A document with the elements in the order given.
    public init(dictionaryLiteral elements: (String, BSONValue)...) { self.init(elements) }
}
