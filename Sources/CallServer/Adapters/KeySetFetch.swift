import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import TokenVerification

/// Fetches a JWK set over HTTP: no redirects, a bounded answer, a bounded time. A client of its own each time, since fetches are minutes apart.
struct KeySetFetch: Sendable {
    /// Longest time for a whole fetch; a request that waits for it must be answered within five seconds.
    static let limit = Duration.seconds(4)

    /// Where the set is.
    let url: URL

    /// The set's bytes. Throws `KeySetFetchFailure`, or what the client says.
    func callAsFunction() async throws -> Data {
        try await withThrowingTaskGroup(of: Data.self) { group in
            group.addTask { try await fetch() }
            group.addTask {
                try await Task.sleep(for: Self.limit)
                throw KeySetFetchFailure.late
            }
            defer { group.cancelAll() }
            guard let data = try await group.next() else { throw KeySetFetchFailure.late }
            return data
        }
    }

    private func fetch() async throws -> Data {
        let configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3), read: .seconds(4)))
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            var request = HTTPClientRequest(url: url.absoluteString)
            request.headers.add(name: "Accept", value: "application/jwk-set+json, application/json")
            let response = try await client.execute(request, timeout: .seconds(4))
            guard response.status == .ok else { throw KeySetFetchFailure.status(Int(response.status.code)) }
            do {
                return Data(buffer: try await response.body.collect(upTo: PublishedKeySet.largest))
            } catch is NIOTooManyBytesError {
                throw PublishedKeySetFailure.tooLarge
            }
        }
    }
}

/// Why no set was had.
enum KeySetFetchFailure: Error, Hashable, CustomStringConvertible {
    /// The server was not done in time.
    case late
    /// It answered with something else than 200; a redirect is not followed.
    case status(Int)

    /// For logs.
    var description: String {
        switch self {
        case .late: "no answer within \(KeySetFetch.limit)"
        case .status(let status): "status \(status)"
        }
    }
}
