/// Grows JSON that is well-formed but of any shape: keys that are known beside others, values of the wrong type, keys that come twice.
struct RandomJSON: Sendable {
    /// Keys that the reader knows.
    let keys: [String]
    /// Texts that mean something to it.
    let texts: [String]

    private static let numbers = [
        "0", "-0", "7", "-1", "1.5", "1e3", "1E-7", "4503599627370496.5", "9223372036854775807", "-9223372036854775808", "1e300",
        "253402300800",
    ]
    private static let odd = [#"\u0000"#, #"\n"#, #"\ud83d\ude00"#, "é", "e\u{301}", "\u{212A}", " ", #"\/"#, "%2e", "x"]

    /// An object with some of the known keys.
    func object(_ random: inout Randomness, depth: Int = 3) -> String {
        let members = (0..<random.below(keys.count + 3)).map { _ in
            "\(key(&random))\(space(&random)):\(space(&random))\(value(&random, depth: depth))"
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// Any value.
    func value(_ random: inout Randomness, depth: Int = 3) -> String {
        switch random.below(depth > 0 ? 10 : 7) {
        case 0: return "null"
        case 1: return random.once(in: 2) ? "true" : "false"
        case 2: return random.pick(Self.numbers)
        case 3...6: return text(&random)
        case 7: return object(&random, depth: depth - 1)
        default:
            let items = (0..<random.below(4)).map { _ in value(&random, depth: depth - 1) }
            return "[\(items.joined(separator: ","))]"
        }
    }

    private func key(_ random: inout Randomness) -> String {
        random.once(in: 5) ? text(&random) : "\"\(random.pick(keys))\""
    }

    private func text(_ random: inout Randomness) -> String {
        var text = random.once(in: 6) ? "" : random.pick(texts)
        for _ in 0..<(random.once(in: 3) ? random.below(3) : 0) { text += random.pick(Self.odd) }
        if random.once(in: 40) { text += String(repeating: "a", count: random.below(300)) }
        return "\"\(text)\""
    }

    private func space(_ random: inout Randomness) -> String { random.once(in: 10) ? random.pick([" ", "\n\t", "\r"]) : "" }
}
