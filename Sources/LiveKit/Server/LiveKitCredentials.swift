/// Where a LiveKit server is, and the key it trusts.
public struct LiveKitCredentials: Sendable, Hashable {
    /// LiveKit's recommendation for the secret's length, bytes; a shorter one works (its own `--dev` mode uses `secret`).
    public static let recommendedSecretLength = 32

    /// The server's address as the phones use it, such as `wss://livekit.example.org`.
    public let url: String
    /// Names the secret; claim `iss` of every token.
    public let apiKey: String
    /// Signs the tokens; never leaves this process.
    public let apiSecret: String

    /// Credentials.
    public init(url: String, apiKey: String, apiSecret: String) {
        self.url = url
        self.apiKey = apiKey
        self.apiSecret = apiSecret
    }
}

extension LiveKitCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the secret.
    public var description: String { "LiveKit \(url), key \(apiKey)" }

    /// Without the secret.
    public var debugDescription: String { description }

    /// Without the secret, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["url": url, "apiKey": apiKey]) }
}
