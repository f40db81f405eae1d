import CallSignaling
import FoundationEssentials

/// The keys of a JSON object, read with refusals that name the key and say what was expected. Unknown keys are ignored; `null` counts as absent.
struct BodyFields {
    /// What an id must look like, for sentences.
    static let idRule = "1 to \(IdentifierRules.maximumLength) characters out of A–Z a–z 0–9 _ - . : @"

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let container: KeyedDecodingContainer<Key>

    /// The fields of the object being decoded; throws `DecodingError` when it is no object.
    init(_ decoder: any Decoder) throws { container = try decoder.container(keyedBy: Key.self) }

    /// One of the values of `type`.
    func choice<Choice>(_ name: String, of type: Choice.Type) throws -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        let values = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = try value(name, String.self, expected: "one of: \(values)") else { return nil }
        guard let choice = Choice(rawValue: text) else { throw Self.refusal(name, "one of: \(values)") }
        return choice
    }

    /// True or false.
    func flag(_ name: String) throws -> Bool? { try value(name, Bool.self, expected: "true or false") }

    /// A number within `range`.
    func number(_ name: String, in range: ClosedRange<Double>) throws -> Double? {
        let rule = "a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))"
        guard let number = try value(name, Double.self, expected: rule) else { return nil }
        guard range.contains(number) else { throw Self.refusal(name, rule) }
        return number
    }

    /// A whole number within `range`.
    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        let rule = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        // The decoder calls a fraction, where it is asked for an integer, no JSON at all.
        guard let number = try value(name, Double.self, expected: rule) else { return nil }
        guard let whole = Int(exactly: number), range.contains(whole) else { throw Self.refusal(name, rule) }
        return whole
    }

    /// A date in ISO 8601, with a time and its zone.
    func date(_ name: String) throws -> Date? {
        try value(name, Timestamp.self, expected: "a time in ISO 8601, such as 2026-01-31T22:00:00Z")?.date
    }

    /// Any text.
    func text(_ name: String) throws -> String? { try value(name, String.self, expected: "a text") }

    /// A list of texts.
    func texts(_ name: String) throws -> [String]? { try value(name, [String].self, expected: "a list of texts") }

    /// An id, made by `make` if it is valid.
    func id<ID>(_ name: String, _ make: (String) -> ID?) throws -> ID? {
        try text(name, "a text of \(Self.idRule)", make)
    }

    /// A text that `make` takes, which `rule` describes.
    func text<Value>(_ name: String, _ rule: String, _ make: (String) -> Value?) throws -> Value? {
        guard let text = try value(name, String.self, expected: rule) else { return nil }
        guard let made = make(text) else { throw Self.refusal(name, rule) }
        return made
    }

    /// What somebody's template made of a value: a text, or a number or a Boolean as a text.
    func rendered(_ name: String) throws -> String? {
        do {
            let key = Key(name)
            if let flag = try? container.decodeIfPresent(Bool.self, forKey: key) { return "\(flag)" }  // else it is something else
            if let number = try? container.decodeIfPresent(Int.self, forKey: key) { return "\(number)" }  // likewise
            return try container.decodeIfPresent(String.self, forKey: key)
        } catch is DecodingError {
            throw Self.refusal(name, "a text")
        }
    }

    /// A text of at most so many characters (Unicode code points, as JSON Schema counts); `rule` says what it must be.
    func text(_ name: String, longest: Int, _ rule: String) throws -> String? {
        guard let text = try value(name, String.self, expected: rule) else { return nil }
        guard text.unicodeScalars.count <= longest, !text.utf8.contains(0) else { throw Self.refusal(name, rule) }
        return text
    }

    /// A list of at most `limit` objects, which refuse what is wrong with them in their own words; none where there is no list.
    func list<Item: Decodable>(_ name: String, of type: Item.Type, limit: Int) throws -> [Item] {
        let rule = "a list of at most \(limit) objects"
        guard let items = try value(name, [Item].self, expected: rule) else { return [] }
        guard items.count <= limit else { throw Self.refusal(name, rule) }
        return items
    }

    /// Ids of calls, each once; none where there is no list.
    func calls(_ name: String, limit: Int) throws -> [CallID] {
        let rule = "a list of at most \(limit) ids of calls, UUIDs, each once"
        guard let texts = try value(name, [String].self, expected: rule) else { return [] }
        let calls = texts.compactMap(CallID.init(validating:))
        guard texts.count <= limit, calls.count == texts.count, Set(calls).count == calls.count else { throw Self.refusal(name, rule) }
        return calls
    }

    /// Ids of members: at least one, each once. How many a call may have is not known here; `limit` only bounds the work.
    func members(_ name: String, limit: Int = 256) throws -> [MemberID] {
        let rule = "a list of member ids, at least one and each once"
        let texts = try require(name, value(name, [String].self, expected: rule), rule)
        guard !texts.isEmpty else { throw Self.refusal(name, rule) }
        guard texts.count <= limit else { throw Self.refusal(name, "a list of at most \(limit) member ids") }
        let members = try texts.enumerated().map { index, text in
            try require("\(name)[\(index)]", MemberID(validating: text), "a text of \(Self.idRule)")
        }
        guard Set(members).count == members.count else { throw Problem(.invalidBody, "\(name) names somebody twice.") }
        return members
    }

    /// `value`, which must be there.
    func require<Value>(_ name: String, _ value: Value?, _ expected: String) throws -> Value {
        guard let value else { throw Self.refusal(name, expected) }
        return value
    }

    private func value<Value: Decodable>(_ name: String, _ type: Value.Type, expected: String) throws -> Value? {
        do {
            return try container.decodeIfPresent(type, forKey: Key(name))
        } catch let error where !(error is Problem) {  // of a number that does not fit Foundation tells by an error of its own
            throw Self.refusal(name, expected)
        }
    }

    private static func refusal(_ name: String, _ expected: String) -> Problem {
        Problem(.invalidBody, "\(name) must be \(expected).")
    }
}
