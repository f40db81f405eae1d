import FoundationEssentials
import TokenVerification

/// What the broker's configuration says to the plugin: its options `plugin_opt_…`.
struct GateSettings: Equatable {
    /// File of the secrets that tokens are signed with.
    let secretFile: String?
    /// Files of public keys, PEM.
    let publicKeyFiles: [String]
    /// File of a JWK set.
    let keySetFile: String?
    /// File of revocations.
    let revocationFile: String?
    /// What tokens must say.
    let rules: TokenRules
    /// File of the API keys that back ends may listen with; nil when none may.
    let apiKeyFile: String?
    /// User names that the broker's own password and access files decide about.
    let accounts: Set<String>

    /// Settings from options by their names, without `plugin_opt_`. An unknown one is refused: it could be a misspelt one that matters.
    init(_ options: [String: String]) throws(GateFailure) {
        var options = options
        secretFile = try Self.file("secret_file", &options)
        keySetFile = try Self.file("jwks_file", &options)
        revocationFile = try Self.file("revocation_file", &options)
        apiKeyFile = try Self.file("api_key_file", &options)
        publicKeyFiles = Self.list("public_key_files", &options)
        accounts = Set(Self.list("accounts", &options))
        var rules = TokenRules(issuers: Self.list("issuer", &options), audiences: Self.list("audience", &options))
        if let text = options.removeValue(forKey: "leeway_seconds") {
            guard let leeway = Double(text), (0...60).contains(leeway) else {
                throw GateFailure("plugin_opt_leeway_seconds must be a number from 0 to 60")
            }
            rules.leeway = leeway
        }
        self.rules = rules
        if let unknown = options.keys.min() { throw GateFailure("plugin_opt_\(unknown) is no option of this plugin") }
        guard secretFile != nil || keySetFile != nil || !publicKeyFiles.isEmpty else {
            throw GateFailure(
                "there is no key: set plugin_opt_secret_file to the file with JWT_SECRET_KEY, or plugin_opt_public_key_files, or "
                    + "plugin_opt_jwks_file")
        }
    }

    private static func file(_ name: String, _ options: inout [String: String]) throws(GateFailure) -> String? {
        guard let path = options.removeValue(forKey: name) else { return nil }
        guard !path.isEmpty else { throw GateFailure("plugin_opt_\(name) is empty; it must be the path of a file") }
        return path
    }

    private static func list(_ name: String, _ options: inout [String: String]) -> [String] {
        (options.removeValue(forKey: name) ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    }
}

/// Why the plugin cannot do its work. Its text is for the operator, and holds no secret.
public struct GateFailure: Error, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}
