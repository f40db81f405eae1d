/// Reads the elements of an array in their order.
struct BSONUnkeyedDecoder: UnkeyedDecodingContainer {
    let context: BSONDecodingContext
    let elements: [BSONReader.Element]
    let path: CodingPath
    private(set) var currentIndex = 0

    init(context: BSONDecodingContext, elements: [BSONReader.Element], path: CodingPath) {
        self.context = context
        self.elements = elements
        self.path = path
    }

    var codingPath: [any CodingKey] { path.keys }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard try peek(Any?.self).isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next(type) { try $0.decode(type) } }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try next(BSONDocument.self) { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next([BSONValue].self) { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try next((any Decoder).self) { $0 } }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try next(type) { try $0.bool() } }

    mutating func decode(_ type: String.Type) throws -> String { try next(type) { try $0.string() } }

    mutating func decode(_ type: Double.Type) throws -> Double { try next(type) { try $0.double() } }

    mutating func decode(_ type: Float.Type) throws -> Float { try next(type) { Float(try $0.double()) } }

    mutating func decode(_ type: Int.Type) throws -> Int { try next(type) { try $0.integer(Int.self) } }

    mutating func decode(_ type: Int8.Type) throws -> Int8 { try next(type) { try $0.integer(Int8.self) } }

    mutating func decode(_ type: Int16.Type) throws -> Int16 { try next(type) { try $0.integer(Int16.self) } }

    mutating func decode(_ type: Int32.Type) throws -> Int32 { try next(type) { try $0.integer(Int32.self) } }

    mutating func decode(_ type: Int64.Type) throws -> Int64 { try next(type) { try $0.integer(Int64.self) } }

    mutating func decode(_ type: UInt.Type) throws -> UInt { try next(type) { try $0.integer(UInt.self) } }

    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next(type) { try $0.integer(UInt8.self) } }

    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next(type) { try $0.integer(UInt16.self) } }

    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next(type) { try $0.integer(UInt32.self) } }

    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next(type) { try $0.integer(UInt64.self) } }

    private func peek(_ type: Any.Type) throws -> BSONSlotDecoder {
        let key = BSONCodingKey.index(currentIndex)
        guard currentIndex < elements.count else {
            let path = CodingPath.key(key, path)
            throw DecodingError.valueNotFound(type, .init(codingPath: path.keys, debugDescription: "the array has no more elements"))
        }
        return BSONSlotDecoder(context: context, element: elements[currentIndex], key: key, parent: path)
    }

    /// Moves on only when decoding succeeded, as the protocol asks.
    private mutating func next<T>(_ type: Any.Type, _ decode: (BSONSlotDecoder) throws -> T) throws -> T {
        let value = try decode(try peek(type))
        currentIndex += 1
        return value
    }
}
