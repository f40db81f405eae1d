import AsyncHTTPClient
import LiveKit
import TestSupport

/// Runs `body` with a double of LiveKit's server, and a way to its API.
func withLiveKit(limit: Duration = .seconds(10), _ body: (TestLiveKit, LiveKitServer) async throws -> Void) async throws {
    let double = try await TestLiveKit.start()
    defer { double.stop() }
    let client = HTTPClient(configuration: LiveKitServer.clientConfiguration)
    do {
        try await body(double, LiveKitServer(double.credentials, limit: limit, client: client))
    } catch {
        try await client.shutdown()
        throw error
    }
    try await client.shutdown()
}

extension TestLiveKit {
    /// What its tokens are signed with, and where it is as phones see it.
    var credentials: LiveKitCredentials {
        LiveKitCredentials(url: "ws://127.0.0.1:\(port)/", apiKey: Self.apiKey, apiSecret: Self.apiSecret)
    }
}
