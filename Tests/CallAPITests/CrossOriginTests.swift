import CallAPI
import HTTPTypes
import Testing

/// Web apps of other origins (Fetch standard, *CORS protocol*).
@Suite struct CrossOriginTests {
    private static let preflight = ["Origin": "https://app.test", "Access-Control-Request-Method": "POST"]

    @Test func aKnownOriginMayAskAndRead() async throws {
        try await TestService(configuration: APIConfiguration(corsOrigins: ["https://x.test", "https://app.test"])).run { client in
            let asked = try await client.ask(.options, "/api/calls", headers: Self.preflight)
            #expect(asked.status == 204)
            #expect(asked.body.isEmpty)
            #expect(asked.header("Access-Control-Allow-Origin") == "https://app.test")
            let methods = Set(asked.header("Access-Control-Allow-Methods")?.split(separator: ", ").map(String.init) ?? [])
            #expect(methods == Set(APIRoute.allCases.map(\.method.rawValue)).union(["HEAD"]))
            for name in ["Authorization", "Content-Type", "Idempotency-Key", "X-API-Key", "X-Device-ID"] {
                #expect(asked.header("Access-Control-Allow-Headers")?.contains(name) == true)
            }
            #expect(asked.header("Access-Control-Max-Age") == "600")
            #expect(asked.header("Access-Control-Allow-Credentials") == nil)
            #expect(asked.header("Vary") == "Origin")
            let answer = try await client.ask(.get, "/api/calls/active", as: "ann", headers: ["Origin": "https://app.test"])
            #expect(answer.header("Access-Control-Allow-Origin") == "https://app.test")
            #expect(answer.header("Access-Control-Expose-Headers")?.contains("Retry-After") == true)
            let refused = try await client.ask(.get, "/api/calls/active", headers: ["Origin": "https://app.test"])
            #expect(refused.status == 401)
            #expect(refused.header("Access-Control-Allow-Origin") == "https://app.test")
        }
    }

    @Test(arguments: ["https://evil.test", "https://app.test.evil.test", "null", "http://app.test"])
    func anUnknownOriginIsToldNothing(origin: String) async throws {
        try await TestService(configuration: APIConfiguration(corsOrigins: ["https://app.test"])).run { client in
            for method in ["POST", nil] {
                var headers = ["Origin": origin]
                headers["Access-Control-Request-Method"] = method
                let answer = try await client.ask(method == nil ? .get : .options, "/healthz", headers: headers)
                #expect(answer.header("Access-Control-Allow-Origin") == nil)
                #expect(answer.header("Vary") == "Origin")
            }
        }
    }

    @Test func originsAreComparedAsBrowsersWriteThem() async throws {
        try await TestService(configuration: APIConfiguration(corsOrigins: ["https://App.Test"])).run { client in
            let answer = try await client.ask(.get, "/healthz", headers: ["Origin": "https://app.test"])
            #expect(answer.header("Access-Control-Allow-Origin") == "https://app.test")
        }
    }

    /// Refusals too: what else should the app show?
    @Test(arguments: ["/nowhere", "/api/calls/active", "/api/calls/no-id"])
    func refusalsMayBeReadToo(_ path: String) async throws {
        try await TestService(configuration: APIConfiguration(corsOrigins: ["https://app.test"])).run { client in
            let answer = try await client.ask(.get, path, headers: ["Origin": "https://app.test"])
            #expect(answer.status >= 400)
            #expect(answer.header("Access-Control-Allow-Origin") == "https://app.test")
        }
    }

    @Test func aStarAllowsAll() async throws {
        try await TestService(configuration: APIConfiguration(corsOrigins: ["*"])).run { client in
            let answer = try await client.ask(.options, "/nowhere", headers: Self.preflight)
            #expect(answer.status == 204)
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(answer.header("Access-Control-Allow-Credentials") == nil)
        }
    }

    @Test func withoutAnOriginNothingIsAdded() async throws {
        try await TestService(configuration: APIConfiguration(corsOrigins: ["*"])).run { client in
            let answer = try await client.ask(.get, "/healthz", headers: [:])
            #expect(answer.header("Access-Control-Allow-Origin") == nil)
        }
    }
}
