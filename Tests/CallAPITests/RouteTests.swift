import CallAPI
import CallSignaling
import HTTPTypes
import Hummingbird
import Testing

/// The routes are those of the contract, and everything else is refused properly.
@Suite struct RouteTests {
    static let expected: Set<String> = [
        "POST /api/calls", "POST /api/calls/{id}/accept", "POST /api/calls/{id}/reject", "POST /api/calls/{id}/cancel",
        "POST /api/calls/{id}/connected", "POST /api/calls/{id}/end", "PATCH /api/calls/{id}/participant", "GET /api/calls/active",
        "GET /api/calls/history", "GET /api/calls/stats", "GET /api/calls/{id}", "POST /api/calls/{id}/ringing",
        "POST /api/calls/{id}/leave", "POST /api/calls/{id}/invite", "POST /api/calls/{id}/token", "GET /api/calls/{id}/events",
        "POST /api/calls/{id}/quality", "GET /api/calls/{id}/quality",
        "POST /api/calls/{id}/participants/{member}/mute", "POST /api/calls/{id}/participants/{member}/remove",
        "GET /api/blocks", "PUT /api/blocks/{member}", "DELETE /api/blocks/{member}", "GET /api/dnd", "PUT /api/dnd",
        "POST /api/broker-token", "GET /api/ice-servers", "GET /api/presence", "GET /api/signaling/config", "PUT /api/devices",
        "DELETE /api/devices",
        "POST /broker/auth", "POST /broker/acl", "GET /healthz", "GET /readyz",
        "GET /api/events", "POST /api/calls/{id}/offer", "POST /api/calls/{id}/answer", "POST /api/calls/{id}/ice-candidates",
        "GET /api/webhooks", "POST /api/webhooks", "GET /api/webhooks/{webhook}", "PATCH /api/webhooks/{webhook}",
        "DELETE /api/webhooks/{webhook}", "POST /api/webhooks/{webhook}/secret", "POST /api/webhooks/{webhook}/test",
        "GET /api/webhooks/{webhook}/dead-letters", "POST /api/webhooks/{webhook}/dead-letters/replay",
        "POST /api/livekit/webhook", "POST /api/calls/{id}/recording", "POST /api/calls/{id}/recording/stop",
    ]

    @Test func routesAreThoseOfTheContract() async {
        #expect(Set(APIRoute.allCases.map { "\($0.method) \($0.path)" }) == Self.expected)
        #expect(Set(await TestService().router().routes.map { "\($0.method) \($0.path)" }) == Self.expected)
    }

    @Test(arguments: ["/", "/api", "/api/call", "/api/calls/x/y/z", "/api/calls/x/accept/now", "/metrics", "/api%2Fcalls", "/healthz/deep"])
    func unknownPathIsNotFound(path: String) async throws {
        try await TestService().run { try await $0.ask(.get, path, as: "ann").expectProblem(404, "not_found") }
    }

    @Test(arguments: [
        (HTTPRequest.Method.delete, "/api/calls", "POST"), (.get, "/api/calls", "POST"), (.put, "/api/calls/active", "GET, HEAD"),
        (.delete, "/api/calls/3f2504e0-4f89-41d3-9a0c-0305e82c3301", "GET, HEAD"), (.get, "/api/calls/x/accept", "POST"),
        (.post, "/api/calls/x/participant", "PATCH"), (.post, "/readyz", "GET, HEAD"), (.options, "/api/calls", "POST"),
        (.get, "/api/calls/x/participants/ann/mute", "POST"), (.get, "/api/blocks/ann", "PUT, DELETE"),
        (.post, "/api/dnd", "GET, HEAD, PUT"),
    ])
    func otherMethodIsNotAllowed(method: HTTPRequest.Method, path: String, allowed: String) async throws {
        try await TestService().run { client in
            let answer = try await client.ask(method, path, as: "ann")
            answer.expectProblem(405, "method_not_allowed")
            #expect(Set(answer.header("Allow")?.split(separator: ", ") ?? []) == Set(allowed.split(separator: ", ")))
        }
    }

    @Test func aWordIsNoCallID() async throws {
        try await TestService().run { client in
            let answer = try await client.ask(.post, "/api/calls/active/accept", as: "ann")
            #expect(answer.status == 404 || answer.status == 400)
            #expect(!answer.detail.isEmpty)
        }
    }

    @Test func headGoesWhereGetGoes() async throws {
        try await TestService().run { client in
            let answer = try await client.ask(.head, "/healthz")
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
        }
    }

    @Test func everyAnswerIsPrivateTypedAndNamed() async throws {
        try await TestService().run { client in
            for answer in [try await client.ask(.get, "/healthz"), try await client.ask(.get, "/nowhere")] {
                #expect(answer.header("Cache-Control") == "no-store")
                #expect(answer.header("X-Content-Type-Options") == "nosniff")
                #expect(answer.header("X-Request-ID")?.isEmpty == false)
            }
        }
    }
}
