/// Decodes `Decodable` values from BSON documents, reading the bytes where they are.
///
/// Numbers of any BSON type decode as any Swift number that holds them exactly. `Date` needs a date, `Data` binary, `URL` a string.
/// Unknown keys are ignored. Not meant to be shared between threads while decoding; making one costs nothing.
public struct BSONDecoder {
    /// Handed to the values that decode themselves.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    /// Makes a decoder.
    public init() {}

    /// Decodes a value.
    ///
    /// - Throws: `DecodingError` with the path of the element that is missing, of another type, or malformed; and what the value
    ///   itself throws.
    public func decode<T: Decodable>(_ type: T.Type, from document: BSONDocument) throws -> T {
        let context = BSONDecodingContext(reader: BSONReader(bytes: document.bytes), userInfo: userInfo)
        let root = BSONReader.Element(type: .document, key: 0..<0, value: 0..<document.bytes.count)
        return try BSONSlotDecoder(context: context, element: root, key: nil, parent: .root).decode(type)
    }
}
