public import CallSignaling

/// Where webhook endpoints are kept. Each method is atomic on its own.
///
/// Throws `DependencyFailure` when the database cannot be reached; a change is then made as a whole or not at all.
public protocol WebhookStore: Sendable {
    /// Creates what the store needs, whatever of it exists already.
    func prepare() async throws

    /// Stores a new endpoint. Throws `WebhookLimitReached`, and stores nothing, when the church has `WebhookEndpoint.churchLimit`; those who add
    /// at the same instant may exceed it.
    func add(_ endpoint: WebhookEndpoint) async throws

    /// Puts `endpoint` in the place of its version `version`; false when that is not what is stored, or nothing is.
    func replace(_ endpoint: WebhookEndpoint, expecting version: Int) async throws -> Bool

    /// Removes an endpoint; false when there is none of that id in the church.
    func remove(_ id: WebhookID, in church: ChurchID) async throws -> Bool

    /// The endpoint, as last stored by anybody.
    func endpoint(_ id: WebhookID, in church: ChurchID) async throws -> WebhookEndpoint?

    /// The church's endpoints, the oldest first, as last stored by anybody.
    func endpoints(in church: ChurchID) async throws -> [WebhookEndpoint]

    /// The church's endpoints, the oldest first. What was stored through this very object is in it; what others stored may be missing for up to 5 s.
    func recentEndpoints(in church: ChurchID) async throws -> [WebhookEndpoint]
}

/// A church has as many webhook endpoints as it may.
public struct WebhookLimitReached: Error, Hashable, Sendable {
    /// There are too many.
    public init() {}
}
