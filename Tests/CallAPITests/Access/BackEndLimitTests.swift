import CallAPI
import CallControl
import HTTPTypes
import Logging
import Testing
import TokenVerification

/// A back end has a limit of its own; what it does for a member takes nothing from him, except that nobody is rung more often.
@Suite struct BackEndLimitTests {
    @Test func aKeyThatAsksTooMuchIsRefused() async throws {
        let (one, other) = (BackEnd("grace"), BackEnd("grace"))
        let service = TestService(limits: RateLimits(keyPerMinute: 3))
        service.keys.replace(with: [one.key, other.key])
        try await service.run { client in
            for member in ["ann", "bob", "cid"] {
                #expect(try await client.ask(.get, "/api/calls/active", by: one, for: member).status == 200)
            }
            let refused = try await client.ask(.get, "/api/calls/active", by: one, for: "dan")
            refused.expectProblem(429, "rate_limited")
            #expect(refused.header("Retry-After") == "20")
            #expect(try await client.ask(.get, "/api/calls/active", by: other, for: "dan").status == 200)
            #expect(try await client.ask(.get, "/api/calls/active", as: "ann").status == 200)
            service.clock.advance(by: 20)
            #expect(try await client.ask(.get, "/api/calls/active", by: one, for: "dan").status == 200)
        }
    }

    @Test func whatIsDoneForAMemberIsLimitedAndTakesNothingFromHim() async throws {
        let backEnd = BackEnd("grace")
        let service = TestService(limits: RateLimits(memberPerMinute: 2))
        service.keys.replace(with: [backEnd.key])
        try await service.run { client in
            for _ in 0..<2 { #expect(try await client.ask(.get, "/api/calls/active", by: backEnd, for: "ann").status == 200) }
            try await client.ask(.get, "/api/calls/active", by: backEnd, for: "ann").expectProblem(429, "rate_limited")
            #expect(try await client.ask(.get, "/api/calls/active", by: backEnd, for: "bob").status == 200)
            #expect(try await client.ask(.get, "/api/calls/active", as: "ann").status == 200)
        }
    }

    @Test func nobodyIsRungMoreOftenByWayOfABackEnd() async throws {
        let backEnd = BackEnd("grace")
        let service = TestService(limits: RateLimits(pairPerMinute: 2))
        service.keys.replace(with: [backEnd.key])
        try await service.run { client in
            let first = try await client.ring("bob")
            _ = try await client.command("cancel", first, as: "ann")
            let create: [String: JSONValue] = ["callee_ids": ["bob"], "call_type": "voice"]
            let second = try await client.ask(.post, "/api/calls", by: backEnd, for: "ann", create).callID
            _ = try await client.command("cancel", second, as: "ann")
            try await client.ask(.post, "/api/calls", by: backEnd, for: "ann", create).expectProblem(429, "rate_limited")
            try await client.ask(.post, "/api/calls", as: "ann", body: #"{"callee_ids":["bob"],"call_type":"voice"}"#)
                .expectProblem(429, "rate_limited")
        }
    }

    /// A key that is not good for the route is refused before the body, and before the database.
    @Test(arguments: APIRoute.allCases)
    func whatAKeyMayNotDoIsRefusedAtOnce(route: APIRoute) async throws {
        guard let action = route.action else { return }
        let backEnd = BackEnd("grace", actions: Set(APIAction.allCases).subtracting([action]))
        let service = TestService()
        service.keys.replace(with: [backEnd.key])
        try await service.run { client in
            service.calls.fail(with: DependencyFailure(.database, reason: "down"))
            let path = route.path.replacing("{id}", with: "x").replacing("{member}", with: "bob")
            let answer = try await client.ask(route.method, path, token: backEnd.revealed, body: route.method == .get ? nil : "{")
            answer.expectProblem(403, "forbidden_scope", "\(route)")
            #expect(answer.detail.contains(action.rawValue))
        }
    }

    @Test func badKeysLockTheirAddress() async throws {
        let backEnd = BackEnd("grace")
        let service = TestService(limits: RateLimits(badTokensPerMinute: 2))
        service.keys.replace(with: [backEnd.key])
        try await service.runLive { client in
            for _ in 0..<2 {
                let bad = BackEnd("grace").revealed
                try await client.ask(.get, "/api/calls/active?caller_id=ann", token: bad).expectProblem(401, "invalid_token")
            }
            let locked = try await client.ask(.get, "/api/calls/active?caller_id=ann", token: BackEnd("grace").revealed)
            locked.expectProblem(429, "rate_limited")
            #expect(try await client.ask(.get, "/api/calls/active", by: backEnd, for: "ann").status == 200, "good keys go on")
        }
    }
}
