/// Writes one value into its slot.
struct BSONSingleValueEncoder: SingleValueEncodingContainer {
    let state: BSONEncoderState
    let slot: BSONEncoderState.Slot
    let path: CodingPath

    var codingPath: [any CodingKey] { path.keys }

    func encode<T: Encodable>(_ value: T) throws {
        try BSONSlotEncoder.encode(value, state: state, slot: slot, path: path)
    }

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
        let signed = try BSONSlotEncoder.signed(value, path)
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
        let signed = try BSONSlotEncoder.signed(value, path)
        try begin(.int64)
        state.writer.integer(signed)
    }

    private func begin(_ type: BSONType) throws(EncodingError) { try state.fill(slot, type, path: path) }
}
