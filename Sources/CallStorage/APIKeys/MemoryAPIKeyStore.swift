public import FoundationEssentials
import Synchronization
public import TokenVerification

/// API keys in memory, for tests and for trying the service out. Safe to use from anywhere.
public final class MemoryAPIKeyStore: APIKeyStore {
    private let keys = Mutex<[APIKeyID: APIKey]>([:])
    private let limit: Int

    /// An empty store for at most `limit` keys.
    public init(limit: Int = APIKeyRing.limit) { self.limit = limit }

    /// Nothing to create.
    public func prepare() async throws {}

    /// Stores a new key; see the port.
    public func add(_ key: APIKey) async throws {
        try keys.withLock { keys in
            guard keys.count < limit else { throw TooManyAPIKeys() }
            keys[key.id] = key
        }
    }

    /// Revokes a key; see the port.
    public func revoke(_ id: APIKeyID, at date: Date) async throws -> APIKey? {
        keys.withLock { keys in
            if keys[id]?.revokedAt == nil { keys[id]?.revokedAt = date }
            return keys[id]
        }
    }

    /// Takes note of a use; see the port.
    public func noteUse(of id: APIKeyID, at date: Date) async throws {
        keys.withLock { keys in
            if let key = keys[id], key.lastUsedAt ?? .distantPast < date { keys[id]?.lastUsedAt = date }
        }
    }

    /// All keys, the oldest first.
    public func keys() async throws -> [APIKey] {
        keys.withLock { $0.values.sorted { ($0.createdAt, $0.id.rawValue) < ($1.createdAt, $1.id.rawValue) } }
    }
}
