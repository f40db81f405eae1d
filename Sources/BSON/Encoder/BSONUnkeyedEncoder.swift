/// Writes the elements of an array.
struct BSONUnkeyedEncoder: UnkeyedEncodingContainer {
    let state: BSONEncoderState
    let start: Int
    let depth: Int
    let path: CodingPath

    var codingPath: [any CodingKey] { path.keys }

    var count: Int { state.frames.count > depth && state.frames[depth].start == start ? state.frames[depth].count : 0 }

    func encode<T: Encodable>(_ value: T) throws {
        let position = count
        let slot = try state.element(nil, start: start, depth: depth, path: elementPath(position))
        try BSONSlotEncoder.encode(value, state: state, slot: slot, path: elementPath(position))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }

    func superEncoder() -> any Encoder { nested() }

    func encodeNil() throws { try begin(.null) }

    func encode(_ value: Bool) throws {
        try begin(.bool)
        state.writer.bytes.append(value ? 1 : 0)
    }

    func encode(_ value: String) throws {
        try begin(.string)
        state.writer.string(value)
    }

    func encode(_ value: Double) throws {
        try begin(.double)
        state.writer.integer(value.bitPattern)
    }

    func encode(_ value: Float) throws {
        try begin(.double)
        state.writer.integer(Double(value).bitPattern)
    }

    func encode(_ value: Int) throws {
        try begin(.int64)
        state.writer.integer(Int64(value))
    }

    func encode(_ value: Int8) throws {
        try begin(.int32)
        state.writer.integer(Int32(value))
    }

    func encode(_ value: Int16) throws {
        try begin(.int32)
        state.writer.integer(Int32(value))
    }

    func encode(_ value: Int32) throws {
        try begin(.int32)
        state.writer.integer(value)
    }

    func encode(_ value: Int64) throws {
        try begin(.int64)
        state.writer.integer(value)
    }

    func encode(_ value: UInt) throws {
        let signed = try BSONSlotEncoder.signed(value, elementPath(count))
        try begin(.int64)
        state.writer.integer(signed)
    }

    func encode(_ value: UInt8) throws {
        try begin(.int32)
        state.writer.integer(Int32(value))
    }

    func encode(_ value: UInt16) throws {
        try begin(.int32)
        state.writer.integer(Int32(value))
    }

    func encode(_ value: UInt32) throws {
        try begin(.int64)
        state.writer.integer(Int64(value))
    }

    func encode(_ value: UInt64) throws {
        let signed = try BSONSlotEncoder.signed(value, elementPath(count))
        try begin(.int64)
        state.writer.integer(signed)
    }

    private func begin(_ type: BSONType) throws(EncodingError) {
        try state.element(nil, type, start: start, depth: depth, path: elementPath(count))
    }

    private func elementPath(_ position: Int) -> CodingPath { .key(BSONCodingKey(intValue: position), path) }

    private func nested() -> BSONSlotEncoder {
        let path = elementPath(count)
        return BSONSlotEncoder(state: state, slot: state.reserve(nil, start: start, depth: depth, path: path), path: path)
    }
}
