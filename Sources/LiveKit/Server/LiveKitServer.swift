public import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// A LiveKit server's API: Twirp over HTTP, bodies as JSON (docs.livekit.io, *Server APIs*).
///
/// Each request has a token of its own, good for what it asks and no more, for a minute; no redirect is followed. Safe to use from anywhere.
public struct LiveKitServer: Sendable {
    /// Largest answer that is read, bytes; some ten thousand rooms.
    static let largestAnswer = 8 << 20

    /// The address of the API, without a slash at its end.
    public let address: String
    /// Longest time for a request and its answer.
    public let limit: Duration
    private let credentials: LiveKitCredentials
    private let client: HTTPClient

    /// The server at `address`, or where the credentials' URL says. `client` must outlive it, and not follow redirects.
    public init(_ credentials: LiveKitCredentials, address: String? = nil, limit: Duration = .seconds(5), client: HTTPClient) {
        self.address = Self.httpAddress(address ?? credentials.url)
        self.limit = limit
        self.credentials = credentials
        self.client = client
    }

    /// How a client for it should be set up.
    public static var clientConfiguration: HTTPClient.Configuration {
        HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3), read: .seconds(10)))
    }

    /// `ws` and `wss` speak HTTP at the same place.
    static func httpAddress(_ url: String) -> String {
        let http = url.hasPrefix("ws") ? "http" + url.dropFirst(2) : url
        return String(http.reversed().drop { $0 == "/" }.reversed())
    }

    /// Calls a method. Throws what the server said, or why it said nothing; `CancellationError` is reported as `.canceled`.
    func call<Answer: Decodable & Sendable>(
        _ method: TwirpMethod, _ request: some Encodable & Sendable, _ grant: ServerGrant, as type: Answer.Type = Answer.self
    ) async throws(LiveKitError) -> Answer {
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask { try await exchange(method, request, grant) }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw LiveKitError(.late, "no answer within \(limit)")
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw LiveKitError(.late, "no answer within \(limit)") }
                return answer
            }
        } catch let error as LiveKitError {
            throw error
        } catch is CancellationError {
            throw LiveKitError(.canceled, "cancelled here")
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            throw LiveKitError(.late, "no answer within \(limit)")
        } catch {
            throw LiveKitError(.unreachable, "\(error)")
        }
    }

    private func exchange<Answer: Decodable>(_ method: TwirpMethod, _ request: some Encodable, _ grant: ServerGrant) async throws -> Answer
    {
        var message = HTTPClientRequest(url: "\(address)/twirp/livekit.\(method.rawValue)")
        message.method = .POST
        let token = try credentials.signedToken(ServerToken(grant, issuer: credentials.apiKey, at: Date()))
        message.headers = ["Content-Type": "application/json", "Accept": "application/json", "Authorization": "Bearer \(token)"]
        message.body = .bytes(ByteBuffer(data: try JSONEncoder.sorted.encode(request)))
        let response = try await client.execute(message, timeout: TimeAmount(limit))
        let body: Data
        do {
            body = Data(buffer: try await response.body.collect(upTo: Self.largestAnswer))
        } catch is NIOTooManyBytesError {
            throw LiveKitError(.tooLarge, "an answer of more than \(Self.largestAnswer) bytes")
        }
        guard response.status == .ok else { throw TwirpFailure.read(body, status: Int(response.status.code)) }
        do {
            return try JSONDecoder.proto.decode(Answer.self, from: body)
        } catch {
            throw LiveKitError(.unreadable, "the answer to \(method.rawValue)")
        }
    }
}
