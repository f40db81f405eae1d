/// Any JSON, for what comes from outside and may be anything.
enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The value of a key, if this is an object that has it.
    subscript(_ key: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    /// The text, if this is one.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The items, if this is a list.
    var items: [JSONValue]? {
        guard case .array(let items) = self else { return nil }
        return items
    }
}

extension JSONValue: Codable {
    /// Decodes any JSON.
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {  // each failure means: the next kind
            self = .boolean(value)
        } else if let value = try? container.decode(Int.self) {  // likewise
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {  // likewise
            self = .number(value)
        } else if let value = try? container.decode(String.self) {  // likewise
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {  // likewise
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Encodes the same JSON.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
