import CallControl
import CallSignaling
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import CallAPI

/// Who asks too much is told so, and when to ask again; nobody else is.
@Suite struct RateLimitTests {
    private static let create = #"{"callee_ids":["bob"],"call_type":"voice"}"#

    @Test func aMemberWhoAsksTooMuchIsRefusedUntilHeMayAskAgain() async throws {
        let service = TestService(limits: RateLimits(memberPerMinute: 10))
        try await service.run { client in
            for _ in 0..<10 { #expect(try await client.ask(.get, "/api/calls/active", as: "ann").status == 200) }
            let refused = try await client.ask(.get, "/api/calls/active", as: "ann")
            refused.expectProblem(429, "rate_limited")
            #expect(refused.header("Retry-After") == "6")
            #expect(refused["retry_after"] == 6)
            #expect(try await client.ask(.get, "/api/calls/active", as: "bob").status == 200, "others go on")
            let namesake = try await Tokens.member("ann", of: "hope")
            #expect(try await client.ask(.get, "/api/calls/active", token: namesake).status == 200, "so do those of other churches")
            service.clock.advance(by: 5)
            let early = try await client.ask(.get, "/api/calls/active", as: "ann")
            early.expectProblem(429, "rate_limited")
            #expect(early.header("Retry-After") == "1")
            service.clock.advance(by: 1)
            #expect(try await client.ask(.get, "/api/calls/active", as: "ann").status == 200)
            try await client.ask(.get, "/api/calls/active", as: "ann").expectProblem(429, "rate_limited")
        }
    }

    /// The database is not asked: it would say 503. Nothing is read of the body either.
    @Test(arguments: APIRoute.allCases)
    func nothingIsDoneBeforeTheRefusal(route: APIRoute) async throws {
        guard route.credential == .token else { return }
        let service = TestService(limits: RateLimits(memberPerMinute: 1, negotiationPerMinute: 1))
        try await service.run { client in
            let call = try await client.ring("bob")
            if route.isNegotiation { _ = try await client.ask(.post, "/api/calls/\(call)/offer", as: "ann") }
            let before = (service.calls.calls, service.signals)
            service.calls.fail(with: DependencyFailure(.database, reason: "down"))
            let path = route.path.replacing("{id}", with: call).replacing("{member}", with: "bob")
            let answer = try await client.ask(route.method, path, as: "ann", body: route.method == .get ? nil : "{")
            answer.expectProblem(429, "rate_limited", "\(route)")
            #expect(answer.header("Retry-After") == "60")
            #expect(service.calls.calls == before.0 && service.signals == before.1)
        }
    }

    @Test func requestsMadeAgainUnderTheirKeyCountToo() async throws {
        let service = TestService(limits: RateLimits(memberPerMinute: 3))
        try await service.run { client in
            let headers = ["Content-Type": "application/json", "Idempotency-Key": "k"]
            for _ in 0..<3 {
                #expect(try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: headers).status == 200)
            }
            try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: headers).expectProblem(429, "rate_limited")
            #expect(service.calls.calls.count == 1)
        }
    }

    @Test func ringingOneMemberAgainAndAgainIsRefused() async throws {
        let service = TestService(limits: RateLimits(pairPerMinute: 2))
        try await service.run { client in
            for _ in 0..<2 {
                let call = try await client.ring("bob")
                #expect(try await client.command("cancel", call, as: "ann").status == 200)
            }
            let before = service.calls.calls
            let refused = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create)
            refused.expectProblem(429, "rate_limited")
            #expect(refused.header("Retry-After") == "30")
            let group = #"{"callee_ids":["cid","bob"],"call_type":"voice"}"#
            try await client.ask(.post, "/api/calls", as: "ann", body: group).expectProblem(429, "rate_limited")
            #expect(service.calls.calls == before)
            let call = try await client.ring("cid")
            let invite = try await client.ask(.post, "/api/calls/\(call)/invite", as: "ann", body: #"{"callee_ids":["bob"]}"#)
            invite.expectProblem(429, "rate_limited")
            #expect(try await client.command("cancel", call, as: "ann").status == 200)
            #expect(
                try await client.ask(.post, "/api/calls", as: "bob", body: #"{"callee_ids":["ann"],"call_type":"voice"}"#).status == 200)
        }
    }

    /// What could not be understood rang nobody.
    @Test func badBodiesRingNobody() async throws {
        try await TestService(limits: RateLimits(pairPerMinute: 1)).run { client in
            let bad = #"{"callee_ids":["bob"],"call_type":"fax"}"#
            for _ in 0..<3 { try await client.ask(.post, "/api/calls", as: "ann", body: bad).expectProblem(422, "invalid_body") }
            #expect(try await client.ask(.post, "/api/calls", as: "ann", body: Self.create).status == 200)
        }
    }

    @Test func probesAreNeverRefused() async throws {
        let limits = RateLimits(memberPerMinute: 1, addressPerMinute: 1)
        try await TestService(limits: limits).runLive { client in
            for _ in 0..<5 {
                let answers = [try await client.ask(.get, "/healthz"), try await client.ask(.get, "/readyz")]
                #expect(answers.map(\.status) == [200, 200])
            }
        }
    }

    @Test func anAddressWithoutTokensIsRefusedGoodTokensFromItAreNot() async throws {
        let service = TestService(limits: RateLimits(addressPerMinute: 5))
        try await service.runLive { client in
            for _ in 0..<5 { try await client.ask(.get, "/api/calls/active").expectProblem(401, "missing_token") }
            let refused = try await client.ask(.get, "/api/calls/active")
            refused.expectProblem(429, "rate_limited")
            #expect(refused.header("Retry-After") == "12")
            #expect(try await client.ask(.get, "/api/calls/active", as: "ann").status == 200)
            service.clock.advance(by: 12)
            try await client.ask(.get, "/api/calls/active").expectProblem(401, "missing_token")
        }
    }

    @Test func badTokensLockTheirAddressForAWhile() async throws {
        let service = TestService(limits: RateLimits(badTokensPerMinute: 5, lockSeconds: 90))
        try await service.runLive { client in
            for number in 0..<5 {
                let token = try await Tokens.sign(["sub": "ann", "role": "member"], secret: String(repeating: "\(number)", count: 32))
                try await client.ask(.get, "/api/calls/active", token: token).expectProblem(401, "invalid_token")
            }
            for token in ["garbage", "rubbish"] {
                let locked = try await client.ask(.get, "/api/calls/active", token: token)
                locked.expectProblem(429, "rate_limited")
                #expect(locked.header("Retry-After") == "90")
            }
            #expect(try await client.ask(.get, "/api/calls/active", as: "ann").status == 200, "good tokens go on")
            service.clock.advance(by: 89)
            #expect(try await client.ask(.get, "/api/calls/active", token: "garbage").header("Retry-After") == "1")
            service.clock.advance(by: 1)
            try await client.ask(.get, "/api/calls/active", token: "garbage").expectProblem(401, "invalid_token")
            try await client.ask(.get, "/api/calls/active", token: "garbage").expectProblem(429, "rate_limited", "locked again at once")
        }
    }

    /// Somebody who shares an address with honest phones must not keep them from hearing that their session has run out.
    @Test func theLockIsForForgedTokensOnly() async throws {
        try await TestService(limits: RateLimits(badTokensPerMinute: 2)).runLive { client in
            let expired = try await Tokens.sign(["sub": "ann", "role": "member", "session_church_id": "grace", "exp": 1])
            for _ in 0..<3 { _ = try await client.ask(.get, "/api/calls/active", token: "garbage") }
            try await client.ask(.get, "/api/calls/active", token: "garbage").expectProblem(429, "rate_limited")
            try await client.ask(.get, "/api/calls/active", token: expired).expectProblem(401, "token_expired")
            try await client.ask(.get, "/api/calls/active").expectProblem(401, "missing_token")
            #expect(try await client.ask(.get, "/api/calls/active", as: "ann").status == 200)
        }
    }

    /// Nor may whoever asks without any token.
    @Test func expiredTokensHaveRoomOfTheirOwn() async throws {
        try await TestService(limits: RateLimits(addressPerMinute: 3)).runLive { client in
            let expired = try await Tokens.sign(["sub": "ann", "role": "member", "session_church_id": "grace", "exp": 1])
            for _ in 0..<3 { try await client.ask(.get, "/api/calls/active").expectProblem(401, "missing_token") }
            try await client.ask(.get, "/api/calls/active").expectProblem(429, "rate_limited")
            try await client.ask(.get, "/api/calls/active", token: expired).expectProblem(401, "token_expired")
        }
    }

    @Test func acknowledgementsByTopicAreLimitedToo() {
        let limiter = RateLimiter(RateLimits(memberPerMinute: 3), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { 0 }
        let (ann, grace) = (MemberID("ann"), ChurchID("grace"))
        #expect((0..<4).map { _ in limiter.heedsRinging(of: ann, in: grace) } == [true, true, true, false])
        #expect(limiter.heedsRinging(of: ann, in: ChurchID("hope")) && limiter.heedsRinging(of: MemberID("bob"), in: grace))
    }

    /// Phones whose session has run out, of a whole congregation behind one address, must hear that it has.
    @Test func expiredTokensLockNobody() async throws {
        try await TestService(limits: RateLimits(badTokensPerMinute: 2)).runLive { client in
            let token = try await Tokens.sign(["sub": "ann", "role": "member", "session_church_id": "grace", "exp": 1])
            for _ in 0..<10 { try await client.ask(.get, "/api/calls/active", token: token).expectProblem(401, "token_expired") }
        }
    }
}

extension TestService {
    /// Runs the interface on a port, so that requests have an address.
    func runLive(_ body: @Sendable @escaping (_ client: Client) async throws -> Void) async throws {
        let responder = await router().buildResponder()
        let application = Application(responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await application.test(.live) { try await body(Client(client: $0)) }
    }
}
