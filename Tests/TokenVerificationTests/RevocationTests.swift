import CallSignaling
import Foundation
import Testing

@testable import TokenVerification

/// Tokens that end before their time.
@Suite struct RevocationTests {
    private let list = RevocationList()
    private let time = ManualTime()
    private let authenticator: TokenAuthenticator

    init() throws {
        let time = time
        authenticator = TokenAuthenticator(ring: KeyRing([try Signer.of(.hs256).verificationKey()]), revocations: list) { time.now }
    }

    private func token(_ member: String = "ann", id: String? = nil, issued: Double? = -60) throws -> String {
        let more = (id.map { #","jti":"\#($0)""# } ?? "") + (issued.map { #","iat":\#(Date.noon.timeIntervalSince1970 + $0)"# } ?? "")
        return try Signer.of(.hs256).token(Payload.member(member, expiring: .noon + 86_400, more))
    }

    private func isRevoked(_ token: String) async throws -> Bool {
        do {
            _ = try await authenticator.verify(token)
            return false
        } catch TokenFailure.revoked {
            return true
        }
    }

    private func revoke(_ subjects: Revocation.Subject..., until: Date = .noon + 7_200) {
        list.replace(with: subjects.map { Revocation($0, revokedAt: .noon, until: until) })
    }

    @Test func nobodyIsLetInBeforeTheListIsKnown() async throws {
        await #expect(throws: TokenFailure.undecidable) { try await authenticator.verify(try token()) }
        #expect(!list.isKnown)
        list.replace(with: [])
        #expect(try await !isRevoked(try token()))
    }

    @Test func aTokenIsRevokedByItsID() async throws {
        list.replace(with: [])
        let (one, other) = (try token(id: "t-1"), try token(id: "t-2"))
        #expect(try await !isRevoked(one))
        revoke(.token("t-1"))
        #expect(try await isRevoked(one), "remembered as good before")
        #expect(try await isRevoked(try token("bob", id: "t-1", issued: 60 * 0)), "whoever bears it")
        #expect(try await !isRevoked(other))
        #expect(try await !isRevoked(try token()), "has no id")
        list.replace(with: [])
        #expect(try await !isRevoked(one), "taken back")
    }

    @Test func allTokensOfAMemberIssuedBeforeAreRevoked() async throws {
        revoke(.member(MemberID("ann"), ChurchID("grace")))
        #expect(try await isRevoked(try token(issued: -0.001)))
        #expect(try await isRevoked(try token(issued: nil)), "does not say when it was issued")
        #expect(try await !isRevoked(try token(issued: 0)), "issued after it")
        #expect(try await !isRevoked(try token("bob")))
        revoke(.member(MemberID("ann"), ChurchID("hope")))
        #expect(try await !isRevoked(try token()), "of another church")
    }

    @Test func aRevocationEnds() async throws {
        revoke(.token("t-1"), .member(MemberID("bob"), ChurchID("grace")), until: .noon + 100)
        let tokens = [try token(id: "t-1"), try token("bob")]
        time.advance(by: 99.9)
        for token in tokens { #expect(try await isRevoked(token)) }
        time.advance(by: 0.1)
        for token in tokens { #expect(try await !isRevoked(token)) }
    }

    @Test func aBadTokenIsBadBeforeItIsRevoked() async throws {
        let stranger = try #require(Signer.strangers[.hs256]).token()
        await #expect(throws: TokenFailure.invalid("its signature is wrong")) { try await authenticator.verify(stranger) }
    }
}
