import CallControl
import CallSignaling
import CallStorage
import Foundation
import Synchronization
import Testing

/// The cache saves questions, those about churches without webhooks too, knows at once what is stored through it, and the rest in time.
@Suite struct CachedWebhookTests {
    private let source = CountingWebhooks()
    private let clock = Hands()

    private var endpoint: WebhookEndpoint {
        WebhookEndpoint(id: .make(), churchID: "grace", url: "https://a.org", secrets: [], createdAt: Sample.noon)
    }

    private func cache() -> CachedWebhookStore { CachedWebhookStore(wrapping: source, ttlSeconds: 5, clock: clock) }

    @Test func asksOnceEachTime() async throws {
        let cache = cache()
        for _ in 0..<3 { #expect(try await cache.recentEndpoints(in: "grace").isEmpty) }
        #expect(source.asked == 1)
        _ = try await cache.recentEndpoints(in: "hope")
        #expect(source.asked == 2)
    }

    @Test func whatOthersStoreCountsInTime() async throws {
        let (cache, endpoint) = (cache(), endpoint)
        _ = try await cache.recentEndpoints(in: "grace")
        try await source.base.add(endpoint)
        clock.advance(4.9)
        #expect(try await cache.recentEndpoints(in: "grace").isEmpty)
        #expect(try await cache.endpoints(in: "grace") == [endpoint])
        clock.advance(0.1)
        #expect(try await cache.recentEndpoints(in: "grace") == [endpoint])
    }

    @Test func whatIsStoredHereCountsAtOnce() async throws {
        let cache = cache()
        var endpoint = endpoint
        _ = try await cache.recentEndpoints(in: "grace")
        try await cache.add(endpoint)
        #expect(try await cache.recentEndpoints(in: "grace") == [endpoint])
        (endpoint.shutdown, endpoint.version) = (.gone, 2)
        #expect(try await cache.replace(endpoint, expecting: 1))
        #expect(try await cache.recentEndpoints(in: "grace") == [endpoint])
        #expect(try await cache.remove(endpoint.id, in: "grace"))
        #expect(try await cache.recentEndpoints(in: "grace").isEmpty)
    }

    /// An answer that was on its way while something was stored is given, and not remembered.
    @Test func anOldAnswerIsNotRemembered() async throws {
        let (cache, endpoint) = (cache(), endpoint)
        source.beforeAnswering { try await cache.add(endpoint) }
        #expect(try await cache.recentEndpoints(in: "grace").isEmpty)
        #expect(try await cache.recentEndpoints(in: "grace") == [endpoint])
    }
}

/// Counts who asks, and may be told to do something between looking and answering.
private final class CountingWebhooks: WebhookStore {
    private struct State {
        var asked = 0
        var act: (@Sendable () async throws -> Void)?
    }

    let base = MemoryWebhookStore()
    private let state = Mutex(State())

    var asked: Int { state.withLock(\.asked) }

    func beforeAnswering(_ act: @escaping @Sendable () async throws -> Void) { state.withLock { $0.act = act } }

    func endpoints(in church: ChurchID) async throws -> [WebhookEndpoint] {
        let found = try await base.endpoints(in: church)
        let act = state.withLock { state in
            state.asked += 1
            defer { state.act = nil }
            return state.act
        }
        try await act?()
        return found
    }

    func recentEndpoints(in church: ChurchID) async throws -> [WebhookEndpoint] { try await endpoints(in: church) }
    func endpoint(_ id: WebhookID, in church: ChurchID) async throws -> WebhookEndpoint? { try await base.endpoint(id, in: church) }
    func prepare() async throws {}
    func add(_ endpoint: WebhookEndpoint) async throws { try await base.add(endpoint) }
    func replace(_ endpoint: WebhookEndpoint, expecting version: Int) async throws -> Bool {
        try await base.replace(endpoint, expecting: version)
    }
    func remove(_ id: WebhookID, in church: ChurchID) async throws -> Bool { try await base.remove(id, in: church) }
}

/// A clock that stands until it is turned.
private final class Hands: CallClock {
    private let date = Mutex(Sample.noon)

    func now() -> Date { date.withLock(\.self) }
    func advance(_ seconds: Double) { date.withLock { $0 += seconds } }
    func sleep(until date: Date) async throws { try Task.checkCancellation() }
}
