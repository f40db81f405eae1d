/// Writes the elements of a document.
struct BSONKeyedEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let state: BSONEncoderState
    let start: Int
    let depth: Int
    let path: CodingPath

    var codingPath: [any CodingKey] { path.keys }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        let slot = try state.element(key.stringValue, start: start, depth: depth, path: .key(key, path))
        try BSONSlotEncoder.encode(value, state: state, slot: slot, path: .key(key, path))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }

    func superEncoder() -> any Encoder { nested(BSONCodingKey.superclass) }

    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    func encodeNil(forKey key: Key) throws { try begin(.null, key) }

    func encode(_ value: Bool, forKey key: Key) throws {
        try begin(.bool, key)
        state.writer.bytes.append(value ? 1 : 0)
    }

    func encode(_ value: String, forKey key: Key) throws {
        try begin(.string, key)
        state.writer.string(value)
    }

    func encode(_ value: Double, forKey key: Key) throws {
        try begin(.double, key)
        state.writer.integer(value.bitPattern)
    }

    func encode(_ value: Float, forKey key: Key) throws {
        try begin(.double, key)
        state.writer.integer(Double(value).bitPattern)
    }

    func encode(_ value: Int, forKey key: Key) throws {
        try begin(.int64, key)
        state.writer.integer(Int64(value))
    }

    func encode(_ value: Int8, forKey key: Key) throws {
        try begin(.int32, key)
        state.writer.integer(Int32(value))
    }

    func encode(_ value: Int16, forKey key: Key) throws {
        try begin(.int32, key)
        state.writer.integer(Int32(value))
    }

    func encode(_ value: Int32, forKey key: Key) throws {
        try begin(.int32, key)
        state.writer.integer(value)
    }

    func encode(_ value: Int64, forKey key: Key) throws {
        try begin(.int64, key)
        state.writer.integer(value)
    }

    func encode(_ value: UInt, forKey key: Key) throws {
        let signed = try BSONSlotEncoder.signed(value, .key(key, path))
        try begin(.int64, key)
        state.writer.integer(signed)
    }

    func encode(_ value: UInt8, forKey key: Key) throws {
        try begin(.int32, key)
        state.writer.integer(Int32(value))
    }

    func encode(_ value: UInt16, forKey key: Key) throws {
        try begin(.int32, key)
        state.writer.integer(Int32(value))
    }

    func encode(_ value: UInt32, forKey key: Key) throws {
        try begin(.int64, key)
        state.writer.integer(Int64(value))
    }

    func encode(_ value: UInt64, forKey key: Key) throws {
        let signed = try BSONSlotEncoder.signed(value, .key(key, path))
        try begin(.int64, key)
        state.writer.integer(signed)
    }

    private func begin(_ type: BSONType, _ key: Key) throws(EncodingError) {
        try state.element(key.stringValue, type, start: start, depth: depth, path: .key(key, path))
    }

    private func nested(_ key: some CodingKey) -> BSONSlotEncoder {
        let path = CodingPath.key(key, path)
        return BSONSlotEncoder(state: state, slot: state.reserve(key.stringValue, start: start, depth: depth, path: path), path: path)
    }
}
