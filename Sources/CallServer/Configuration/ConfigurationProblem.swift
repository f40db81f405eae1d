/// Something wrong with the configuration. Never holds the value of a secret.
struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// The setting, or the file.
    let name: String
    /// What was found.
    let found: String
    /// What is allowed, or to be done.
    let remedy: String

    /// In one line.
    var description: String { "\(name): \(found); \(remedy)" }
}

/// All that is wrong with the configuration; stops the start.
struct ConfigurationFailure: Error, Hashable, CustomStringConvertible {
    /// What is wrong.
    let problems: [ConfigurationProblem]

    /// One line each.
    var description: String {
        let count = problems.count == 1 ? "an error" : "\(problems.count) errors"
        return "the configuration has \(count):\n" + problems.map { "  \($0)" }.joined(separator: "\n")
    }
}
