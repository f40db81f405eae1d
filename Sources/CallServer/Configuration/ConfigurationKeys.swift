/// All settings there are. The names of the first deployments are fixed (CONTRACT, *Environment*).
enum ConfigurationKeys {
    /// All of them, by section, in the order of the documentation.
    static let sections: [ConfigurationSection] = [
        identity, http, tls, limits, rateLimits, store, broker, brokerAccess, events, media, recording, push, calls, presence, webhooks,
        clients,
        process,
    ]

    /// All of them.
    static var all: [ConfigurationRow] { sections.flatMap(\.rows) }

    /// Those whose values must never be shown.
    static var secretNames: Set<String> { Set(all.filter(\.isSecret).map(\.name)) }
}

/// Settings that belong together.
struct ConfigurationSection: Sendable {
    /// Heading.
    let title: String
    /// Its settings.
    let rows: [ConfigurationRow]
}
