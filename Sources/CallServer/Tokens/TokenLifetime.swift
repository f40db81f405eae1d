import ArgumentParser

/// How long a token is good: a number and `s`, `m`, `h` or `d`.
struct TokenLifetime: Hashable, Sendable {
    /// Whole seconds, at least 1.
    let seconds: Int

    /// One hour.
    static let hour = TokenLifetime(seconds: 3_600)

    /// Longest one, days.
    static let longestDays = 366
}

extension TokenLifetime: ExpressibleByArgument {
    /// Reads `90s`, `30m`, `1h`, `7d`, or plain seconds.
    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        let unit = argument.last.flatMap { units[$0] }
        guard let count = Int(unit == nil ? Substring(argument) : argument.dropLast()), count > 0 else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit ?? 1)
        guard !overflow, product <= Self.longestDays * 86_400 else { return nil }
        seconds = product
    }

    /// As shown for a default.
    var defaultValueDescription: String { seconds % 3_600 == 0 ? "\(seconds / 3_600)h" : "\(seconds)s" }
}
