import CallSignaling
import Foundation
import Testing

@testable import TokenVerification

/// What a token says beside who signed it: times, issuer, audience.
@Suite struct ClaimTests {
    private static func failure(_ claims: String, _ rules: TokenRules = TokenRules(), at now: Date = .noon) async throws -> TokenFailure? {
        let authenticator = TokenAuthenticator(ring: KeyRing([try Signer.of(.hs256).verificationKey()]), rules: rules) { now }
        let payload = #"{"sub":"ann","role":"member","session_church_id":"grace"\#(claims)}"#
        do {
            _ = try await authenticator.verify(try Signer.of(.hs256).token(payload))
            return nil
        } catch {
            return error as? TokenFailure
        }
    }

    private static func time(_ offset: Double) -> String { "\(Date.noon.timeIntervalSince1970 + offset)" }

    static let times: [(String, Double, TokenFailure?)] = [
        (#","exp":\#(time(1))"#, 5, nil), (#","exp":\#(time(0))"#, 5, nil), (#","exp":\#(time(-4.9))"#, 5, nil),
        (#","exp":\#(time(-5))"#, 5, .expired), (#","exp":\#(time(0))"#, 0, .expired), (#","exp":\#(time(-59))"#, 60, nil),
        (#","exp":0"#, 60, .expired), (#","exp":-1e300"#, 60, .expired), (#","exp":1e300"#, 5, nil),
        (#","exp":1e18,"nbf":\#(time(5))"#, 5, nil), (#","exp":1e18,"nbf":\#(time(5.1))"#, 5, .notYetValid),
        (#","exp":1e18,"nbf":\#(time(1))"#, 0, .notYetValid), (#","exp":1e18,"iat":\#(time(5))"#, 5, nil),
        (#","exp":1e18,"iat":\#(time(5.1))"#, 5, .notYetValid), (#","exp":1e18,"iat":-1e300"#, 5, nil),
        (#","exp":1e18,"iat":"now""#, 5, .invalid("it cannot be read")), (#","exp":"1e18""#, 5, .invalid("it cannot be read")),
        (#","exp":null"#, 5, .invalid("it never expires")), ("", 5, .invalid("it never expires")),
        (#","exp":1e18,"jti":7"#, 5, .invalid("it cannot be read")),
    ]

    @Test(arguments: times)
    func timesAreForgivenByTheLeeway(claims: String, leeway: Double, failure: TokenFailure?) async throws {
        #expect(try await Self.failure(claims, TokenRules(leeway: leeway)) == failure)
    }

    private static let wrongIssuer = TokenFailure.invalid("its issuer is not accepted")
    private static let wrongAudience = TokenFailure.invalid("it is for another audience")
    private static let strict = TokenRules(issuers: ["https://id.example.org", "backend"], audiences: ["calls", "all"])

    static let names: [(String, TokenFailure?)] = [
        (#","iss":"backend","aud":"calls""#, nil), (#","iss":"https://id.example.org","aud":["x","all"]"#, nil),
        (#","aud":"calls""#, wrongIssuer), (#","iss":"Backend","aud":"calls""#, wrongIssuer),
        (#","iss":["backend"],"aud":"calls""#, wrongIssuer),
        (#","iss":null,"aud":"calls""#, wrongIssuer), (#","iss":"backend""#, wrongAudience), (#","iss":"backend","aud":[]"#, wrongAudience),
        (#","iss":"backend","aud":"call""#, wrongAudience), (#","iss":"backend","aud":["x",7,"calls"]"#, wrongAudience),
        (#","iss":"backend","aud":{"calls":1}"#, wrongAudience), (#","iss":"backend","aud":"calls,all""#, wrongAudience),
    ]

    @Test(arguments: names)
    func issuerAndAudienceAreChecked(claims: String, failure: TokenFailure?) async throws {
        #expect(try await Self.failure(#","exp":1e18"# + claims, Self.strict) == failure)
        #expect(try await Self.failure(#","exp":1e18"# + claims) == nil, "nobody asks for them")
    }

    @Test func aRememberedTokenExpiresAllTheSame() async throws {
        let time = ManualTime()
        let authenticator = TokenAuthenticator(ring: KeyRing([try Signer.of(.hs256).verificationKey()]), cacheLimit: 2) { time.now }
        let token = try Signer.of(.hs256).token(seconds: 10)
        for other in ["ann", "bob", "cid", "dan"] {
            _ = try await authenticator.verify(token)
            _ = try await authenticator.verify(try Signer.of(.hs256).token(of: other, seconds: 10))
        }
        time.advance(by: 14.9)
        _ = try await authenticator.verify(token)
        time.advance(by: 0.1)
        await #expect(throws: TokenFailure.expired) { try await authenticator.verify(token) }
    }

    @Test func severalSecretsAreGoodAndShortOnesAreNot() async throws {
        let other = String(repeating: "y", count: 40)
        let authenticator = await TokenAuthenticator(secrets: [other, Signer.secret, "short"]) { .noon }
        #expect(try await authenticator.identity(of: try Signer.of(.hs256).token()).memberID.rawValue == "ann")
        #expect(try await authenticator.identity(of: try Signer.secret(other).token(of: "bob")).memberID.rawValue == "bob")
        await #expect(throws: TokenFailure.self) { try await authenticator.identity(of: try Signer.secret("short").token()) }
    }

    @Test func anEndBeyondAllTimeIsCutOff() async throws {
        let authenticator = TokenAuthenticator(ring: KeyRing([try Signer.of(.hs256).verificationKey()]))
        let payload = #"{"sub":"ann","role":"member","session_church_id":"grace","exp":1e300,"iat":-1e300}"#
        let found = try await authenticator.verify(try Signer.of(.hs256).token(payload))
        #expect(found.expiry.timeIntervalSince1970 == TokenClaims.endOfTime)
        #expect(found.issuedAt?.timeIntervalSince1970 == 0)
    }
}
