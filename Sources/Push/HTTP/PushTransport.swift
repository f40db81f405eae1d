import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Posts to one vendor, for one set of credentials: over HTTP/2 where the vendor speaks it, on connections that are kept. No redirects, bounded answers, a bounded time.
///
/// Apple takes tokens of one team only on a connection (*Establishing a token-based connection to APNs*), so no two sets of credentials share a client. Once used it must be `shutdown`.
struct PushTransport: Sendable {
    /// Largest answer that is read, bytes. A batch of a hundred tickets has some ten thousand.
    private static let largestAnswer = 64 * 1_024
    /// How long a request waits for its connection, seconds.
    private static let longestConnect = 2.0
    /// How long a connection may be silent with data under way before it is given up, milliseconds; one over which nothing comes any more would
    /// otherwise take requests for a quarter of an hour.
    private static let silence = 10_000
    /// `TCP_USER_TIMEOUT` of Linux (tcp(7)).
    private static let userTimeout = NIOBSDSocket.Option(rawValue: 18)

    /// What the client says when it has waited for too long.
    private static let timeouts: [HTTPClientError] = [.deadlineExceeded, .connectTimeout, .tlsHandshakeTimeout]

    private let clients: LazyClient
    private let timeout: Duration
    private let now: @Sendable () -> Date

    init(_ endpoint: PushEndpoint, now: @escaping @Sendable () -> Date) {
        clients = LazyClient { Self.makeClient(endpoint) }
        timeout = .seconds(endpoint.timeout)
        self.now = now
    }

    private static func makeClient(_ endpoint: PushEndpoint) -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = endpoint.authorityFile { tls.trustRoots = .file(file) }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .milliseconds(Int64(min(endpoint.timeout, longestConnect) * 1_000)))
        // A vendor that comes back late would be given what is of no use any more. Whoever posts looks at that anew before he tries again.
        configuration.connectionPool.retryConnectionEstablishment = false
        #if os(Linux)
            configuration.http2ConnectionDebugInitializer = { $0.setOption(.tcpOption(userTimeout), value: silence) }
        #endif
        return HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }

    /// Posts `body`, and is done by `deadline` at the latest. Nil where there is no time left at all.
    ///
    /// Throws what the client says, or `PushTimeout`; then nobody knows whether the vendor has got it.
    func post(_ body: Data, to url: String, headers: HTTPHeaders, by deadline: Date) async throws -> VendorAnswer? {
        let left = Duration.seconds(deadline.timeIntervalSince(now()))
        guard left > .zero else { return nil }
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = headers
        request.body = .bytes(body)
        return try await answer(to: request, within: min(left, timeout))
    }

    /// The limit goes for the whole exchange, as the client's own ends with the answer's head.
    private func answer(to request: HTTPClientRequest, within limit: Duration) async throws -> VendorAnswer {
        let client = try clients.client()
        return try await withThrowingTaskGroup(of: VendorAnswer.self) { group in
            group.addTask {
                let response: HTTPClientResponse
                do {
                    response = try await client.execute(request, timeout: TimeAmount(limit))
                } catch let error as HTTPClientError where Self.timeouts.contains(error) {
                    throw PushTimeout()  // the client was the first to notice, or had given up a connection that this one shared
                }
                return VendorAnswer(
                    status: Int(response.status.code),
                    retryAfter: RetryAfter.seconds(response.headers.first(name: "retry-after"), at: now()),
                    body: Data(buffer: try await response.body.collect(upTo: Self.largestAnswer)))
            }
            group.addTask {
                try await Task.sleep(for: limit)
                throw PushTimeout()
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw PushTimeout() }
            return answer
        }
    }

    /// Closes the connections. What is under way fails, and whatever comes.
    func shutdown() async { await clients.shutdown() }
}

/// The vendor was not done in time.
struct PushTimeout: Error, CustomStringConvertible {
    var description: String { "no answer in time" }
}
