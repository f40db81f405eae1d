public import FoundationEssentials
import JWTKit

/// Verifies bearer tokens: HS256 only, whatever their header asks for.
///
/// Safe to use from anywhere at once. Verified tokens are remembered until they expire, since a phone sends the same one again and again.
public struct TokenAuthenticator: Sendable {
    /// Longest token that is looked at, bytes.
    public static let maximumLength = 8_192
    /// By how much the issuer's clock may be ahead, seconds. Nothing is added to a token's end.
    static let leeway = 5.0

    private let keys: JWTKeyCollection
    private let verified: VerifiedTokens
    private let now: @Sendable () -> Date

    /// An authenticator for tokens signed with any of `secrets`, each of at least 32 bytes (RFC 7518, 3.2).
    public init(secrets: [String], cacheLimit: Int = 10_000, now: @escaping @Sendable () -> Date = { Date() }) async {
        keys = JWTKeyCollection()
        for (index, secret) in secrets.enumerated() {
            await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256, kid: JWKIdentifier(string: "\(index)"))
        }
        verified = VerifiedTokens(limit: cacheLimit)
        self.now = now
    }

    /// Whom `token` stands for. Throws `TokenFailure`.
    public func identity(of token: String) async throws -> Identity {
        let now = now()
        if let identity = verified.identity(of: token, at: now) { return identity }
        guard token.utf8.count <= Self.maximumLength else { throw TokenFailure.invalid("it is too long") }
        let claims = try await claims(of: token)
        let expiry = try claims.expiry(at: now, leeway: Self.leeway)
        let identity = try claims.identity()
        verified.remember(token, of: identity, until: expiry)
        return identity
    }

    /// The claims of a token whose signature is right. JWTKit uses the key it is given whatever `alg` says; so `alg` is checked here.
    private func claims(of token: String) async throws -> TokenClaims {
        guard let header = TokenHeader(of: token) else { throw TokenFailure.invalid("it cannot be read") }
        guard header.algorithm == "HS256" else { throw TokenFailure.invalid("it is not signed as HS256") }
        guard !header.hasExtensions else { throw TokenFailure.invalid("it asks for extensions that are not supported") }
        do {
            return try await keys.verify(token, as: TokenClaims.self, iteratingKeys: true)
        } catch let error as JWTError where error.errorType == .malformedToken {
            throw TokenFailure.invalid("it cannot be read")
        } catch {
            throw TokenFailure.invalid("its signature is wrong")
        }
    }
}
