/// Codable only with `BSONEncoder` and `BSONDecoder`, which know these types; any other coder gets an error.
private enum ForeignCoder {
    static func encodingError(_ value: some Any, _ encoder: any Encoder) -> EncodingError {
        .invalidValue(value, .init(codingPath: encoder.codingPath, debugDescription: "BSON types need BSONEncoder"))
    }

    static func decodingError(_ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "BSON types need BSONDecoder"))
    }

    static func encode(_ value: some Encodable, to encoder: any Encoder) throws {
        guard encoder is BSONSlotEncoder else { throw encodingError(value, encoder) }
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    static func decode<T: Decodable>(_ type: T.Type, from decoder: any Decoder) throws -> T {
        guard decoder is BSONSlotDecoder else { throw decodingError(decoder) }
        return try decoder.singleValueContainer().decode(type)
    }
}

extension BSONValue: Codable {
    /// Encodes with `BSONEncoder`; another encoder gets an `EncodingError`.
    public func encode(to encoder: any Encoder) throws { try ForeignCoder.encode(self, to: encoder) }

    /// Decodes with `BSONDecoder`; another decoder gets a `DecodingError`.
    public init(from decoder: any Decoder) throws { self = try ForeignCoder.decode(Self.self, from: decoder) }
}

extension BSONDocument: Codable {
    /// Encodes with `BSONEncoder`; another encoder gets an `EncodingError`.
    public func encode(to encoder: any Encoder) throws { try ForeignCoder.encode(self, to: encoder) }

    /// Decodes with `BSONDecoder`; another decoder gets a `DecodingError`.
    public init(from decoder: any Decoder) throws { self = try ForeignCoder.decode(Self.self, from: decoder) }
}

extension BSONObjectID: Codable {
    /// Encodes with `BSONEncoder`; another encoder gets an `EncodingError`.
    public func encode(to encoder: any Encoder) throws { try ForeignCoder.encode(self, to: encoder) }

    /// Decodes with `BSONDecoder`; another decoder gets a `DecodingError`.
    public init(from decoder: any Decoder) throws { self = try ForeignCoder.decode(Self.self, from: decoder) }
}

extension BSONDecimal128: Codable {
    /// Encodes with `BSONEncoder`; another encoder gets an `EncodingError`.
    public func encode(to encoder: any Encoder) throws { try ForeignCoder.encode(self, to: encoder) }

    /// Decodes with `BSONDecoder`; another decoder gets a `DecodingError`.
    public init(from decoder: any Decoder) throws { self = try ForeignCoder.decode(Self.self, from: decoder) }
}
