import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import CallAPI

/// The client's address as routes see it, over real connections from 127.0.0.1.
@Suite struct ForwardedRequestTests {
    private func client(trusting block: String?, forwarded: String?) async throws -> String {
        let proxies = TrustedProxies(block.flatMap { AddressBlock($0) }.map { [$0] } ?? [])
        let router = Router(context: APIRequestContext.self)
        router.add(middleware: ClientAddressMiddleware(proxies: proxies))
        router.get("who") { _, context in context.clientAddress?.description ?? "nobody" }
        let headers: HTTPFields = forwarded.flatMap { value in HTTPField.Name("X-Forwarded-For").map { [$0: value] } } ?? [:]
        return try await Application(router: router).test(.live) { client in
            String(buffer: try await client.execute(uri: "/who", method: .get, headers: headers).body)
        }
    }

    @Test func peerIsTheClientUnlessItIsTrusted() async throws {
        #expect(try await client(trusting: nil, forwarded: "203.0.113.9") == "127.0.0.1")
        #expect(try await client(trusting: "10.0.0.0/8", forwarded: "203.0.113.9") == "127.0.0.1")
        #expect(try await client(trusting: "127.0.0.0/8", forwarded: "203.0.113.9") == "203.0.113.9")
        #expect(try await client(trusting: "127.0.0.0/8", forwarded: nil) == "127.0.0.1")
    }
}
