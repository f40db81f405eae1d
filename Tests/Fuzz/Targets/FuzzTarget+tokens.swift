import CallSignaling
import Foundation
import TokenVerification

extension FuzzTarget {
    /// Bearer tokens: whole ones that are damaged, and ones with anything in them that are signed as they should be.
    static func tokens() async throws -> FuzzTarget {
        let authenticator = TokenAuthenticator(
            ring: KeyRing([try VerificationKey(secret: SignedToken.secret)]), rules: TokenRules(leeway: 5), cacheLimit: 100)
        let claims = [
            #"{"sub":"ann","role":"member","type":"member","session_church_id":"grace","exp":4000000000}"#,
            #"{"sub":"eve","role":"admin","church_id":"grace","exp":4000000000.5,"nbf":1,"iat":1,"jti":"j-1","iss":"a","aud":["a","b"]}"#,
            #"{"sub":"root","role":"super_admin","session_church_id":"grace","member_id":"ann","name":"Ann","exp":4e9,"aud":"a"}"#,
        ]
        let header = #"{"alg":"HS256","typ":"JWT","kid":"k-1"}"#
        let words = ["exp", "nbf", "sub", "role", "alg", "none", "crit", "HS256", "RS256", "ES256", "EdDSA", "member", "super_admin", "."]
        let whole = Mutator(samples: claims.map { SignedToken.make(header: header, payload: $0) }, words: words + [".."])
        let parts = Mutator(samples: claims, words: words)
        let headers = Mutator(samples: [header], words: words)
        let grown = RandomJSON(
            keys: ["sub", "role", "type", "session_church_id", "church_id", "member_id", "exp", "nbf", "iat", "jti", "iss", "aud", "name"],
            texts: ["ann", "member", "admin", "super_admin", "staff", "grace", "4000000000"])
        return FuzzTarget(name: "tokens") { random in
            switch random.below(4) {
            case 0: return whole.input(&random)
            case 1: return Array(SignedToken.make(header: text(headers.input(&random)), payload: random.pick(claims)).utf8)
            case 2: return Array(SignedToken.make(header: header, payload: grown.object(&random)).utf8)
            default: return Array(SignedToken.make(payload: text(parts.input(&random))).utf8)
            }
        } read: { input in
            let token = text(input)
            do {
                let found = try await authenticator.verify(token)
                try require(SignedToken.isGenuine(token), "a token was accepted that nobody signed")
                let identity = found.identity
                try require(IdentifierRules.allows(identity.memberID.rawValue), "a member that cannot exist: \(identity.memberID.rawValue)")
                try require(IdentifierRules.allows(identity.churchID.rawValue), "a church that cannot exist: \(identity.churchID.rawValue)")
                try require(found.expiry > Date().addingTimeInterval(-6), "an expired token was accepted")
                return true
            } catch is TokenFailure {
                return false
            }
        }
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
