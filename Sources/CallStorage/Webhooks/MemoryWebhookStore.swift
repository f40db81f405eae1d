public import CallControl
public import CallSignaling
import Synchronization

/// Webhook endpoints in memory, for tests and for trying the service out. One lock makes every method atomic.
public final class MemoryWebhookStore: WebhookStore {
    private let stored = Mutex<[WebhookID: WebhookEndpoint]>([:])

    /// An empty store.
    public init() {}

    /// Nothing to create.
    public func prepare() async throws {}

    /// Stores a new endpoint; see the port.
    public func add(_ endpoint: WebhookEndpoint) async throws {
        try stored.withLock { stored in
            guard stored.values.count(where: { $0.churchID == endpoint.churchID }) < WebhookEndpoint.churchLimit else {
                throw WebhookLimitReached()
            }
            stored[endpoint.id] = endpoint
        }
    }

    /// Changes an endpoint; see the port.
    public func replace(_ endpoint: WebhookEndpoint, expecting version: Int) async throws -> Bool {
        stored.withLock { stored in
            guard let old = stored[endpoint.id], old.churchID == endpoint.churchID, old.version == version else { return false }
            stored[endpoint.id] = endpoint
            return true
        }
    }

    /// Removes an endpoint; see the port.
    public func remove(_ id: WebhookID, in church: ChurchID) async throws -> Bool {
        stored.withLock { stored in
            guard stored[id]?.churchID == church else { return false }
            stored[id] = nil
            return true
        }
    }

    /// The endpoint.
    public func endpoint(_ id: WebhookID, in church: ChurchID) async throws -> WebhookEndpoint? {
        stored.withLock { $0[id] }.flatMap { $0.churchID == church ? $0 : nil }
    }

    /// The church's endpoints.
    public func endpoints(in church: ChurchID) async throws -> [WebhookEndpoint] {
        stored.withLock { $0.values.filter { $0.churchID == church } }.sorted {
            ($0.createdAt, $0.id.rawValue) < ($1.createdAt, $1.id.rawValue)
        }
    }

    /// The church's endpoints. Asks each time.
    public func recentEndpoints(in church: ChurchID) async throws -> [WebhookEndpoint] { try await endpoints(in: church) }
}
