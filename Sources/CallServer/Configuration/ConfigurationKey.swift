/// A setting: its name, how it is written, and what it means. The one source of the parser, of `check` and of `docs/configuration.md`.
struct ConfigurationKey<Value: Sendable>: Sendable {
    /// What is told about it.
    let description: ConfigurationRow
    /// How it is written and read.
    let format: ValueFormat<Value>

    /// A setting. `defaultText` is what it is taken for where it is not set, written as in the environment; `note` tells of a default
    /// that follows from something else.
    init(
        _ name: String, _ format: ValueFormat<Value>, default defaultText: String? = nil, note: String? = nil, isSecret: Bool = false,
        _ meaning: String
    ) {
        self.format = format
        description = ConfigurationRow(
            name: name, type: format.type, allowed: format.allowed, defaultText: defaultText, note: note, isSecret: isSecret,
            meaning: meaning)
    }

    /// Name of the variable, and of the key in a configuration file.
    var name: String { description.name }
}

/// What people are told about a setting.
struct ConfigurationRow: Sendable, Hashable {
    /// Name of the variable, and of the key in a configuration file.
    let name: String
    /// What kind of value it is.
    let type: String
    /// What is allowed.
    let allowed: String
    /// What it is taken for where it is not set, written as in the environment.
    let defaultText: String?
    /// A default that follows from something else.
    let note: String?
    /// Whether its value must never be shown.
    let isSecret: Bool
    /// What it is for.
    let meaning: String
}
