public import CallControl
public import CallSignaling
public import FoundationEssentials

/// Makes and changes webhook endpoints, for administrators and for operators.
public struct WebhookDesk: Sendable {
    /// Sends a message to an endpoint, once, within a few seconds.
    public typealias Sending = @Sendable (WebhookMessage, WebhookEndpoint) async -> WebhookOutcome

    /// How often a change is tried when others change the same endpoint.
    private static let attempts = 10

    let store: any WebhookStore
    let letters: any DeadLetterStore
    let queue: any ErrandQueue
    let vault: WebhookVault
    let rules: WebhookRules
    let send: Sending

    /// A desk.
    public init(
        store: any WebhookStore, letters: any DeadLetterStore, queue: any ErrandQueue, vault: WebhookVault, rules: WebhookRules,
        send: @escaping Sending
    ) {
        self.store = store
        self.letters = letters
        self.queue = queue
        self.vault = vault
        self.rules = rules
        self.send = send
    }

    /// Makes an endpoint. Its secret can be had here and never again. Throws `WebhookAddress.Flaw`, `WebhookLimitReached`.
    public func create(_ url: String, events: Set<WebhookEventType>?, isEnabled: Bool = true, in church: ChurchID, at now: Date)
        async throws
        -> (endpoint: WebhookEndpoint, secret: WebhookSecret)
    {
        let (address, secret, id) = (try WebhookAddress(url, rules: rules), WebhookSecret.make(), WebhookID.make())
        let endpoint = WebhookEndpoint(
            id: id, churchID: church, url: address.text, events: events, secrets: [try vault.seal(secret, for: id, in: church)],
            shutdown: isEnabled ? nil : .administrator, createdAt: now)
        try await store.add(endpoint)
        return (endpoint, secret)
    }

    /// Changes what is given of an endpoint; nil where there is none. Throws `WebhookAddress.Flaw`.
    func change(_ id: WebhookID, in church: ChurchID, _ change: WebhookChange, at now: Date) async throws -> WebhookEndpoint? {
        if let url = change.url { _ = try WebhookAddress(url, rules: rules) }
        return try await update(id, in: church, at: now) { change.apply(to: &$0) }
    }

    /// Gives an endpoint a new secret, which can be had here and never again; nil where there is no such endpoint.
    func rotate(_ id: WebhookID, in church: ChurchID, at now: Date) async throws -> (endpoint: WebhookEndpoint, secret: WebhookSecret)? {
        let secret = WebhookSecret.make()
        let sealed = try vault.seal(secret, for: id, in: church)
        let end = now.addingTimeInterval(rules.secretOverlap)
        return try await update(id, in: church, at: now) { $0.rotate(to: sealed, at: now, previousUntil: end) }.map { ($0, secret) }
    }

    /// Removes an endpoint, and what it did not take; false where there is none.
    public func remove(_ id: WebhookID, in church: ChurchID) async throws -> Bool {
        guard try await store.remove(id, in: church) else { return false }
        try await letters.removeAll(of: id, in: church)
        return true
    }

    /// Switches an endpoint off that wants nothing more.
    func shutDown(_ id: WebhookID, in church: ChurchID, at now: Date) async throws {
        _ = try await update(id, in: church, at: now) { $0.shutdown = $0.shutdown ?? .gone }
    }

    /// Sends an endpoint a message that means nothing; nil where there is no such endpoint.
    func test(_ id: WebhookID, in church: ChurchID, at now: Date) async throws -> WebhookOutcome? {
        guard let endpoint = try await store.endpoint(id, in: church) else { return nil }
        return await send(.test(of: endpoint, at: now), endpoint)
    }

    private func update(_ id: WebhookID, in church: ChurchID, at now: Date, _ body: (inout WebhookEndpoint) -> Void) async throws
        -> WebhookEndpoint?
    {
        for _ in 0..<Self.attempts {
            guard var endpoint = try await store.endpoint(id, in: church) else { return nil }
            let version = endpoint.version
            body(&endpoint)
            endpoint.version = version + 1
            endpoint.updatedAt = now
            if try await store.replace(endpoint, expecting: version) { return endpoint }
        }
        throw CallFailure.contended
    }
}

/// What is to become of an endpoint; nil leaves it as it is.
struct WebhookChange: Sendable {
    var url: String?
    /// All events, or these.
    var events: Set<WebhookEventType>??
    var isEnabled: Bool?

    func apply(to endpoint: inout WebhookEndpoint) {
        if let url { endpoint.url = url }
        if let events { endpoint.events = events }
        if let isEnabled { endpoint.shutdown = isEnabled ? nil : endpoint.shutdown ?? .administrator }
    }
}
