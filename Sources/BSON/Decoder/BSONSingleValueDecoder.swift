/// Reads the one value of a slot.
struct BSONSingleValueDecoder: SingleValueDecodingContainer {
    let slot: BSONSlotDecoder

    var codingPath: [any CodingKey] { slot.codingPath }

    func decodeNil() -> Bool { slot.isNull }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try slot.decode(type) }

    func decode(_ type: Bool.Type) throws -> Bool { try slot.bool() }

    func decode(_ type: String.Type) throws -> String { try slot.string() }

    func decode(_ type: Double.Type) throws -> Double { try slot.double() }

    func decode(_ type: Float.Type) throws -> Float { Float(try slot.double()) }

    func decode(_ type: Int.Type) throws -> Int { try slot.integer(Int.self) }

    func decode(_ type: Int8.Type) throws -> Int8 { try slot.integer(Int8.self) }

    func decode(_ type: Int16.Type) throws -> Int16 { try slot.integer(Int16.self) }

    func decode(_ type: Int32.Type) throws -> Int32 { try slot.integer(Int32.self) }

    func decode(_ type: Int64.Type) throws -> Int64 { try slot.integer(Int64.self) }

    func decode(_ type: UInt.Type) throws -> UInt { try slot.integer(UInt.self) }

    func decode(_ type: UInt8.Type) throws -> UInt8 { try slot.integer(UInt8.self) }

    func decode(_ type: UInt16.Type) throws -> UInt16 { try slot.integer(UInt16.self) }

    func decode(_ type: UInt32.Type) throws -> UInt32 { try slot.integer(UInt32.self) }

    func decode(_ type: UInt64.Type) throws -> UInt64 { try slot.integer(UInt64.self) }
}
