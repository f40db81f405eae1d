/// The `Decoder` of one element.
struct BSONSlotDecoder: Decoder {
    let context: BSONDecodingContext
    let element: BSONReader.Element
    /// The element's key, and the path of what holds it: apart, because most values never need the whole path.
    let key: (any CodingKey)?
    let parent: CodingPath

    var path: CodingPath { key.map { .key($0, parent) } ?? parent }
    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { context.userInfo }
    var isNull: Bool { element.type == .null || element.type == .undefined }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard element.type == .document else { throw mismatch(BSONDocument.self) }
        let index = BSONKeyIndex(try elements(), reader: context.reader)
        return KeyedDecodingContainer(BSONKeyedDecoder<Key>(context: context, index: index, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard element.type == .array else { throw mismatch([BSONValue].self) }
        return BSONUnkeyedDecoder(context: context, elements: try elements(), path: path)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { BSONSingleValueDecoder(slot: self) }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        guard CodableValue.isKnown(type) else { return try T(from: self) }
        guard let value = CodableValue.decode(type, from: try read()) else { throw mismatch(type) }
        return value
    }

    func bool() throws -> Bool {
        guard element.type == .bool else { throw mismatch(Bool.self) }
        return context.reader.bytes[element.value.lowerBound] != 0
    }

    func string() throws -> String {
        guard element.type == .string || element.type == .symbol else { throw mismatch(String.self) }
        return context.reader.string(element)
    }

    func double() throws -> Double {
        guard let value = try read().double else { throw mismatch(Double.self) }
        return value
    }

    func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        switch try read() {
        case .int32(let value): return try exact(T(exactly: value))
        case .int64(let value): return try exact(T(exactly: value))
        case .double(let value): return try exact(T(exactly: value))
        default: throw mismatch(type)
        }
    }

    private func exact<T>(_ value: T?) throws -> T {
        guard let value else {
            throw DecodingError.dataCorrupted(.init(codingPath: path.keys, debugDescription: "number does not fit \(T.self)"))
        }
        return value
    }

    private func read() throws -> BSONValue {
        do {
            return try context.reader.value(element)
        } catch {
            throw corrupted(error)
        }
    }

    private func elements() throws -> [BSONReader.Element] {
        do {
            return try context.elements(in: element.value)
        } catch {
            throw corrupted(error)
        }
    }

    private func corrupted(_ error: BSONError) -> DecodingError {
        .dataCorrupted(.init(codingPath: path.keys, debugDescription: error.description, underlyingError: error))
    }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: path.keys, debugDescription: "expected \(type), found \(element.type)")
        return isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }
}
