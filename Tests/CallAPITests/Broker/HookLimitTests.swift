import HTTPTypes
import Testing
import TokenVerification

@testable import CallAPI

/// A broker asks for hundreds of phones from one address; somebody who guesses its secret does not.
@Suite struct HookLimitTests {
    private let address = ClientAddress("203.0.113.7")
    private let limits = RateLimits(memberPerMinute: 2, addressPerMinute: 50, badTokensPerMinute: 3, lockSeconds: 60)

    @Test func phonesWithBadTokensDoNotLockTheirBroker() async throws {
        let service = TestService(configuration: BrokerFixture.configuration(), limits: limits)
        try await service.run { client in
            for _ in 0..<100 { #expect(try await client.logIn("ann", token: "a.b.c")["result"] == "deny") }
            for _ in 0..<10 { #expect(try await client.logIn("ann")["result"] == "allow") }
            let pass = try await client.pass("ann")
            for _ in 0..<100 {
                #expect(try await client.topic("faithflow/grace/presence/+", as: "ann", pass: pass)["result"] == "allow")
            }
        }
    }

    @Test func wrongSecretsLockTheirAddressAndTheRightOneGoesOn() throws {
        let limiter = TestService(limits: limits).limiter
        for _ in 0..<3 {
            #expect(throws: TokenFailure.self) { try limiter.admitBroker(from: address) { () throws(TokenFailure) in throw .invalid("") } }
        }
        let refused = #expect(throws: Problem.self) {
            try limiter.admitBroker(from: address) { () throws(TokenFailure) in throw .invalid("") }
        }
        #expect(refused?.code == .rateLimited)
        for _ in 0..<100 { try limiter.admitBroker(from: address) { () throws(TokenFailure) in } }
    }
}
