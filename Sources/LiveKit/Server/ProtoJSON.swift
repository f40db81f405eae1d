import FoundationEssentials

/// Reads protobuf's JSON as LiveKit writes it: names in either case, what has its default left out or `null`, 64-bit numbers as texts,
/// enumerations by name or number, and fields that are not known yet (protobuf.dev, *ProtoJSON Format*).
extension KeyedDecodingContainer {
    /// A text; empty by default.
    func text(_ key: Key) throws -> String { try decodeIfPresent(String.self, forKey: key) ?? "" }

    /// A Boolean; false by default.
    func flag(_ key: Key) throws -> Bool { try decodeIfPresent(Bool.self, forKey: key) ?? false }

    /// A list; empty by default.
    func list<Element: Decodable>(_ key: Key) throws -> [Element] { try decodeIfPresent([Element].self, forKey: key) ?? [] }

    /// A whole number; 0 by default.
    func integer(_ key: Key) throws -> Int {
        guard contains(key), try !decodeNil(forKey: key) else { return 0 }
        guard let text = try? decode(String.self, forKey: key) else { return try decode(Int.self, forKey: key) }  // then it is a number
        guard let number = Int(text) else { throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no number") }
        return number
    }

    /// A moment; nil by default. `units` of it make a second.
    func date(_ key: Key, units: Double = 1) throws -> Date? {
        let number = try integer(key)
        return number == 0 ? nil : Date(timeIntervalSince1970: Double(number) / units)
    }

    /// One of an enumeration's names; by default the first, nil for one that is not known here.
    func name<Value: ProtoName>(_ key: Key) throws -> Value? {
        guard contains(key), try !decodeNil(forKey: key) else { return Value.numbered.first ?? nil }
        if let text = try? decode(String.self, forKey: key) { return Value(protoName: text) }  // else it is a number
        let number = try decode(Int.self, forKey: key)
        return Value.numbered.indices.contains(number) ? Value.numbered[number] : nil
    }
}

/// An enumeration of LiveKit's.
protocol ProtoName {
    /// Its cases by their numbers; nil for those without a meaning here.
    static var numbered: [Self?] { get }

    /// The case of a name.
    init?(protoName: String)
}

extension JSONDecoder {
    /// Takes names in either case.
    static let proto: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }()
}

/// An answer that says nothing.
struct EmptyAnswer: Decodable, Sendable {}
