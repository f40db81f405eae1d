/// Reads the elements of a document by key.
struct BSONKeyedDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let context: BSONDecodingContext
    let index: BSONKeyIndex
    let path: CodingPath

    var codingPath: [any CodingKey] { path.keys }
    var allKeys: [Key] { index.elements.compactMap { Key(stringValue: context.reader.text($0.key)) } }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try slot(key).isNull }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try slot(key).decode(type) }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let slot = find(key), !slot.isNull else { return nil }
        return try slot.decode(type)
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        guard let slot = find(key), !slot.isNull else { return nil }
        return try slot.string()
    }

    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        guard let slot = find(key), !slot.isNull else { return nil }
        return try slot.integer(Int.self)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        guard let slot = find(key), !slot.isNull else { return nil }
        return try slot.bool()
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try slot(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try slot(key).unkeyedContainer() }

    func superDecoder() throws -> any Decoder { try slot(BSONCodingKey.superclass) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try slot(key) }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try slot(key).bool() }

    func decode(_ type: String.Type, forKey key: Key) throws -> String { try slot(key).string() }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try slot(key).double() }

    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { Float(try slot(key).double()) }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try slot(key).integer(Int.self) }

    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try slot(key).integer(Int8.self) }

    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try slot(key).integer(Int16.self) }

    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try slot(key).integer(Int32.self) }

    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try slot(key).integer(Int64.self) }

    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try slot(key).integer(UInt.self) }

    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try slot(key).integer(UInt8.self) }

    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try slot(key).integer(UInt16.self) }

    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try slot(key).integer(UInt32.self) }

    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try slot(key).integer(UInt64.self) }

    private func find(_ key: some CodingKey) -> BSONSlotDecoder? {
        guard let element = index.element(key.stringValue) else { return nil }
        return BSONSlotDecoder(context: context, element: element, key: key, parent: path)
    }

    private func slot(_ key: some CodingKey) throws -> BSONSlotDecoder {
        guard let slot = find(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: path.keys, debugDescription: "no element \"\(key.stringValue)\""))
        }
        return slot
    }
}
