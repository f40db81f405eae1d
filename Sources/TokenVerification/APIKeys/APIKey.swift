public import CallSignaling
public import FoundationEssentials

/// What is known of an API key: who has it, and what it is good for. Not the key itself.
public struct APIKey: Hashable, Sendable {
    /// Longest name, characters.
    public static let longestName = 128

    /// Which key.
    public let id: APIKeyID
    /// What operators call it.
    public let name: String
    /// What is kept of its secret.
    public let hash: SecretHash
    /// The churches it is good for.
    public let scope: ChurchScope
    /// What it is good for.
    public let actions: Set<APIAction>
    /// When it was made.
    public let createdAt: Date
    /// When it ends by itself; nil when it does not.
    public let expiresAt: Date?
    /// When it was revoked; nil when it was not.
    public var revokedAt: Date?
    /// When it was last used, within an hour; nil when it never was.
    public var lastUsedAt: Date?

    /// A key.
    public init(
        id: APIKeyID, name: String, hash: SecretHash, scope: ChurchScope, actions: Set<APIAction>, createdAt: Date, expiresAt: Date? = nil,
        revokedAt: Date? = nil, lastUsedAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.scope = scope
        self.actions = actions
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.lastUsedAt = lastUsedAt
    }
}
