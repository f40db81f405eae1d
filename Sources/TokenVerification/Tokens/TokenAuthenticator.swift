public import FoundationEssentials

/// Verifies bearer tokens: JWTs signed with a key of a `KeyRing`, each key by its own algorithm, whatever else a token's header asks for.
///
/// Safe to use from anywhere at once. Verified tokens are remembered until they expire, since a phone sends the same one again and again; they are
/// refused as soon as their key leaves the ring or they are revoked.
public struct TokenAuthenticator: Sendable {
    /// Longest token that is looked at, bytes.
    public static let maximumLength = 8_192

    let ring: KeyRing
    private let published: PublishedKeys?
    private let rules: TokenRules
    let revocations: RevocationList?
    private let verified: VerifiedTokens
    let now: @Sendable () -> Date

    /// An authenticator by the keys of `ring`, which `published` keeps up to date where keys are published, and by `rules`.
    ///
    /// Without `revocations` nothing is ever revoked. At most `cacheLimit` verified tokens are remembered.
    public init(
        ring: KeyRing, published: PublishedKeys? = nil, rules: TokenRules = TokenRules(), revocations: RevocationList? = nil,
        cacheLimit: Int = 10_000, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.ring = ring
        self.published = published
        self.rules = rules
        self.revocations = revocations
        verified = VerifiedTokens(limit: cacheLimit)
        self.now = now
    }

    /// An authenticator for tokens signed by HS256 with any of `secrets`. One that is shorter than 32 bytes is not used (RFC 7518, 3.2).
    public init(secrets: [String], cacheLimit: Int = 10_000, now: @escaping @Sendable () -> Date = { Date() }) async {
        let keys = secrets.compactMap { try? VerificationKey(secret: $0) }  // said above
        self.init(ring: KeyRing(keys), cacheLimit: cacheLimit, now: now)
    }

    /// Whom `token` stands for. Throws `TokenFailure`.
    public func identity(of token: String) async throws -> Identity { try await verify(token).identity }

    /// What `token` says, if it is good now. Throws `TokenFailure`. May wait for keys to be fetched, seconds at most.
    public func verify(_ token: String) async throws -> VerifiedToken {
        let now = now()
        if let known = remembered(token, at: now) {
            try revocations?.check(known, at: now)
            return known
        }
        guard token.utf8.count <= Self.maximumLength else { throw TokenFailure.invalid("it is too long") }
        guard let parts = TokenParts(token) else { throw TokenFailure.invalid("it cannot be read") }
        let key = try await key(of: parts)
        let claims: TokenClaims
        do {
            claims = try JSONDecoder().decode(TokenClaims.self, from: parts.payload)
        } catch {
            throw TokenFailure.invalid("it cannot be read")
        }
        let expiry = try claims.expiry(at: now, leeway: rules.leeway)
        try claims.check(rules)
        let found = VerifiedToken(
            identity: try claims.identity(), expiry: expiry, id: claims.jti, issuedAt: claims.issuedAt, key: key.fingerprint)
        try revocations?.check(found, at: now)
        verified.remember(found, token)
        return found
    }

    private func remembered(_ token: String, at now: Date) -> VerifiedToken? {
        guard let known = verified[token] else { return nil }
        if known.expiry.addingTimeInterval(rules.leeway) > now, ring.keys.contains(known.key) { return known }
        verified.forget(token)
        return nil
    }

    /// The key that signed the token.
    private func key(of parts: TokenParts) async throws(TokenFailure) -> VerificationKey {
        guard let algorithm = SigningAlgorithm(rawValue: parts.header.algorithm) else {
            throw .invalid("it is signed with an algorithm that is not accepted")
        }
        guard !parts.header.hasExtensions else { throw .invalid("it asks for extensions that are not supported") }
        if let key = key(of: parts, algorithm) { return key }
        if algorithm.isAsymmetric, let published, await mayBeMissing(parts.header.keyName, published) {
            guard await published.look(for: parts.header.keyName) else { throw .undecidable }
            if let key = key(of: parts, algorithm) { return key }
        }
        throw .invalid("its signature is wrong")
    }

    private func key(of parts: TokenParts, _ algorithm: SigningAlgorithm) -> VerificationKey? {
        ring.keys.candidates(algorithm, named: parts.header.keyName).first { $0.isValid(parts.signature, over: parts.signed) }
    }

    /// Whether the key may be published without our knowing it: one of a name we do not know, or any as long as we know none.
    private func mayBeMissing(_ name: String?, _ published: PublishedKeys) async -> Bool {
        if let name { return !ring.keys.hasKey(named: name) }
        return await !published.isKnown
    }
}
