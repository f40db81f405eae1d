import FoundationEssentials

/// What the broker's configuration says to the plugin: its options `plugin_opt_…`.
struct GateSettings: Equatable {
    /// File of the secrets that tokens are signed with.
    let secretFile: String
    /// File of the API keys that back ends may listen with; nil when none may.
    let apiKeyFile: String?
    /// User names that the broker's own password and access files decide about.
    let accounts: Set<String>

    /// Settings from options by their names, without `plugin_opt_`. An unknown one is refused: it could be a misspelt one that matters.
    init(_ options: [String: String]) throws(GateFailure) {
        var options = options
        guard let file = options.removeValue(forKey: "secret_file"), !file.isEmpty else {
            throw GateFailure("plugin_opt_secret_file is missing: the file with JWT_SECRET_KEY")
        }
        secretFile = file
        apiKeyFile = options.removeValue(forKey: "api_key_file").flatMap { $0.isEmpty ? nil : $0 }
        let names = options.removeValue(forKey: "accounts") ?? ""
        accounts = Set(names.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init))
        if let unknown = options.keys.min() { throw GateFailure("plugin_opt_\(unknown) is no option of this plugin") }
    }
}

/// Why the plugin cannot do its work. Its text is for the operator, and holds no secret.
public struct GateFailure: Error, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}
