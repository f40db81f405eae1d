import Foundation
import Testing

@testable import TokenVerification

/// Tokens found good are remembered, but not all of them for ever.
@Suite struct VerifiedTokensTests {
    private func token(_ member: Int) async throws -> VerifiedToken {
        let authenticator = TokenAuthenticator(ring: KeyRing([try Signer.of(.hs256).verificationKey()])) { .noon }
        return try await authenticator.verify(try Signer.of(.hs256).token(of: "m\(member)"))
    }

    @Test func memoryIsBounded() async throws {
        let tokens = VerifiedTokens(limit: 100)
        let token = try await token(0)
        for index in 0..<10_000 {
            tokens.remember(token, "\(index)")
            #expect(tokens.count <= 100)
        }
        #expect(tokens["9999"] == token)
        #expect(tokens["0"] == nil)
    }

    @Test func whatIsInUseStays() async throws {
        let tokens = VerifiedTokens(limit: 100)
        let (mine, other) = (try await token(0), try await token(1))
        tokens.remember(mine, "mine")
        for index in 0..<10_000 {
            tokens.remember(other, "\(index)")
            if index % 20 == 0 { #expect(tokens["mine"] == mine) }
        }
        tokens.forget("mine")
        #expect(tokens["mine"] == nil)
    }

    /// A quarter of a million tokens through a memory of a hundred thousand; a walk through it for each would take minutes.
    @Test(.timeLimit(.minutes(1))) func eachStepIsShort() async throws {
        let tokens = VerifiedTokens(limit: 100_000)
        let token = try await token(0)
        for index in 0..<250_000 { tokens.remember(token, "\(index)") }
        #expect(tokens.count > 50_000)
    }
}
