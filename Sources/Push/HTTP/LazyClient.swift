import AsyncHTTPClient
import Synchronization

/// A client that is made when first needed, so that credentials nobody uses cost nothing. Safe to use from anywhere.
final class LazyClient: Sendable {
    private struct State {
        var client: HTTPClient?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let make: @Sendable () -> HTTPClient

    init(_ make: @escaping @Sendable () -> HTTPClient) { self.make = make }

    /// The client; throws `HTTPClientError.alreadyShutdown` after `shutdown`.
    func client() throws -> HTTPClient {
        try state.withLock { state in
            guard !state.isClosed else { throw HTTPClientError.alreadyShutdown }
            let client = state.client ?? make()
            state.client = client
            return client
        }
    }

    /// Ends the client, if there is one, for good.
    func shutdown() async {
        let client = state.withLock { state in
            state.isClosed = true
            return state.client
        }
        try? await client?.shutdown()  // throws when shut down already
    }
}
