public import CallControl
public import CallSignaling
import Synchronization

/// A store that remembers for a few seconds which endpoints churches have, those that have none too. Safe to use from anywhere.
public final class CachedWebhookStore: WebhookStore {
    private struct State {
        var known: ExpiringCache<ChurchID, [WebhookEndpoint]>
        /// How many changes were made here: what was read before one may be out of date.
        var changes = 0
    }

    private let source: any WebhookStore
    private let clock: any CallClock
    private let state: Mutex<State>

    /// Remembers what `source` said of at most `limit` churches, for `ttlSeconds` each.
    public init(wrapping source: any WebhookStore, ttlSeconds: Double = 5, limit: Int = 10_000, clock: any CallClock) {
        self.source = source
        self.clock = clock
        state = Mutex(State(known: ExpiringCache(lifetime: ttlSeconds, limit: limit)))
    }

    /// The endpoints as they were a few seconds ago, at most.
    public func recentEndpoints(in church: ChurchID) async throws -> [WebhookEndpoint] {
        let now = clock.now()
        let (endpoints, changes) = state.withLock { ($0.known.value(of: church, at: now), $0.changes) }
        if let endpoints { return endpoints }
        let fresh = try await source.endpoints(in: church)
        state.withLock { if $0.changes == changes { $0.known.store(fresh, for: church, at: now) } }
        return fresh
    }

    /// Creates what the store needs.
    public func prepare() async throws { try await source.prepare() }

    /// Stores a new endpoint; see the port.
    public func add(_ endpoint: WebhookEndpoint) async throws {
        defer { forget(endpoint.churchID) }
        try await source.add(endpoint)
    }

    /// Changes an endpoint; see the port.
    public func replace(_ endpoint: WebhookEndpoint, expecting version: Int) async throws -> Bool {
        defer { forget(endpoint.churchID) }
        return try await source.replace(endpoint, expecting: version)
    }

    /// Removes an endpoint; see the port.
    public func remove(_ id: WebhookID, in church: ChurchID) async throws -> Bool {
        defer { forget(church) }
        return try await source.remove(id, in: church)
    }

    /// The endpoint, as last stored by anybody.
    public func endpoint(_ id: WebhookID, in church: ChurchID) async throws -> WebhookEndpoint? {
        try await source.endpoint(id, in: church)
    }

    /// The church's endpoints, as last stored by anybody.
    public func endpoints(in church: ChurchID) async throws -> [WebhookEndpoint] { try await source.endpoints(in: church) }

    private func forget(_ church: ChurchID) {
        state.withLock { state in
            state.known.remove(church)
            state.changes += 1
        }
    }
}
