/// The `Encoder` of one value: it fills the slot reserved for it.
struct BSONSlotEncoder: Encoder {
    let state: BSONEncoderState
    let slot: BSONEncoderState.Slot
    let path: CodingPath

    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { state.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let frame = state.open(slot, isArray: false, path: path)
        return KeyedEncodingContainer(BSONKeyedEncoder<Key>(state: state, start: frame?.start ?? -1, depth: slot.depth, path: path))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let frame = state.open(slot, isArray: true, path: path)
        return BSONUnkeyedEncoder(state: state, start: frame?.start ?? -1, depth: slot.depth, path: path)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        BSONSingleValueEncoder(state: state, slot: slot, path: path)
    }

    /// Writes a value of a known type, or lets it encode itself into the slot.
    static func encode<T: Encodable>(_ value: T, state: BSONEncoderState, slot: BSONEncoderState.Slot, path: @autoclosure () -> CodingPath)
        throws
    {
        if let known = CodableValue.value(of: value) {
            try state.fill(slot, known.type, path: path())
            state.writer.value(known)
        } else if CodableValue.isKnown(T.self) {
            // Without the value: Foundation traps when it prints a date this far away.
            throw BSONEncoderState.invalid("BSON cannot express this \(T.self)", path())
        } else {
            try value.encode(to: BSONSlotEncoder(state: state, slot: slot, path: path()))
        }
    }

    /// An unsigned integer as the signed one that BSON has.
    static func signed(_ value: some FixedWidthInteger & Encodable, _ path: @autoclosure () -> CodingPath) throws(EncodingError) -> Int64 {
        guard let signed = Int64(exactly: value) else {
            throw .invalidValue(value, .init(codingPath: path().keys, debugDescription: "BSON integers have 64 signed bits"))
        }
        return signed
    }
}
