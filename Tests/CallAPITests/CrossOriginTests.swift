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
            #expect(asked.header("Access-Control-Allow-Headers")?.contains("X-Device-ID") == true)
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
