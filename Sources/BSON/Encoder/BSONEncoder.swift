/// Encodes `Encodable` values as BSON documents, straight into one growing buffer.
///
/// `Int`, `Int64`, `UInt`, `UInt32` and `UInt64` become `int64`; smaller integers `int32`; `Float` and `Double` `double`; `Date` a
/// date, to the nearest millisecond; `Data` binary of subtype 0; `URL` a string. Optionals that are `nil` are left out by
/// `encodeIfPresent`. Not meant to be shared between threads while encoding; making one costs nothing.
///
/// Because of the single buffer, containers must be filled one after the other: once a container is written to again, those nested
/// in it are closed, and using one of them throws an `EncodingError`. Compiler-made conformances never do that.
public struct BSONEncoder {
    /// Handed to the values that encode themselves.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    /// Makes an encoder.
    public init() {}

    /// The document of `value`, which must encode itself as a keyed container (or be a document).
    ///
    /// - Throws: `EncodingError` for what BSON cannot express: another top level, a key with U+0000, an integer beyond 64 signed bits, a
    ///   date beyond 64 bits of milliseconds; `BSONError.tooLarge` beyond 48 MB; and what the value itself throws.
    public func encode<T: Encodable>(_ value: T) throws -> BSONDocument {
        if let document = value as? BSONDocument { return document }
        let state = BSONEncoderState(userInfo: userInfo)
        try value.encode(to: BSONSlotEncoder(state: state, slot: .root, path: .root))
        return try state.finish()
    }
}
