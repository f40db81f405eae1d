/// How a setting is written, what of it is allowed, and how it is read.
struct ValueFormat<Value: Sendable>: Sendable {
    /// What kind of value it is, for people.
    let type: String
    /// What is allowed, for people.
    let allowed: String
    /// The value of a text; nil if it is not allowed.
    let parse: @Sendable (String) -> Value?
}

extension ValueFormat<String> {
    /// Any text.
    static let text = Self(type: "text", allowed: "any") { $0 }

    /// A text of at least so many bytes.
    static func text(minimumBytes: Int) -> Self {
        Self(type: "text", allowed: "at least \(minimumBytes) bytes") { $0.utf8.count >= minimumBytes ? $0 : nil }
    }

    /// A text that satisfies `isAllowed`, described by `allowed`.
    static func text(_ allowed: String, where isAllowed: @escaping @Sendable (String) -> Bool) -> Self {
        Self(type: "text", allowed: allowed) { isAllowed($0) ? $0 : nil }
    }

    /// An address with one of these schemes and something after it. The rest is for the driver to judge.
    static func address(_ schemes: String...) -> Self {
        let prefixes = schemes.map { "\($0)://" }
        return Self(type: "address", allowed: prefixes.map { "`\($0)…`" }.joined(separator: ", ")) { text in
            guard let prefix = prefixes.first(where: { text.hasPrefix($0) }), text.utf8.count > prefix.utf8.count else { return nil }
            return text.contains(where: \.isWhitespace) ? nil : text
        }
    }
}

extension ValueFormat<Int> {
    /// A whole number.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        Self(type: "whole number", allowed: "\(range.lowerBound)–\(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ValueFormat<Double> {
    /// Seconds, whole or not.
    static func seconds(_ range: ClosedRange<Double>) -> Self {
        Self(type: "seconds", allowed: "\(range.lowerBound.short)–\(range.upperBound.short)") { text in
            Double(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ValueFormat<[Double]> {
    /// Ascending seconds, separated by commas; `none` for an empty list.
    static func ascendingSeconds(_ range: ClosedRange<Double>, most: Int) -> Self {
        Self(
            type: "list of seconds", allowed: "`none`, or up to \(most) of \(range.lowerBound.short)–\(range.upperBound.short), ascending"
        ) { text in
            if text == "none" { return [] }
            let parts = text.commaSeparated
            let values = parts.compactMap { Double($0) }
            guard values.count == parts.count, (1...most).contains(values.count), values.allSatisfy(range.contains) else { return nil }
            return zip(values, values.dropFirst()).allSatisfy { $0 < $1 } ? values : nil
        }
    }
}

extension ValueFormat<Bool> {
    /// Yes or no.
    static let boolean = Self(type: "yes or no", allowed: "`true`, `false`, `yes`, `no`, `1`, `0`") { text in
        switch text.lowercased() {
        case "true", "yes", "1": true
        case "false", "no", "0": false
        default: nil
        }
    }
}

extension ValueFormat where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the names of an enumeration's cases, upper or lower case.
    static var name: Self {
        Self(type: "name", allowed: Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")) { Value(rawValue: $0.lowercased()) }
    }
}

extension Double {
    /// Without a fraction where there is none.
    var short: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}

extension String {
    /// The parts between commas, without blanks around them.
    var commaSeparated: [String] { split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingBlanks() } }
}

extension StringProtocol {
    /// Without blanks and line ends around it.
    func trimmingBlanks() -> String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
