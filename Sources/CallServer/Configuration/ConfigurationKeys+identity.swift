extension ConfigurationKeys {
    static let jwtSecretKey = ConfigurationKey(
        "JWT_SECRET_KEY", .text(minimumBytes: 32), isSecret: true,
        "Secret that bearer tokens are signed with (HS256). This, `JWT_SECRET`, `JWT_PUBLIC_KEY_FILES` or `JWT_JWKS_URL` is required.")
    static let jwtSecret = ConfigurationKey(
        "JWT_SECRET", .text(minimumBytes: 32), isSecret: true, "Read where `JWT_SECRET_KEY` is not set.")
    static let jwtAdditionalSecrets = ConfigurationKey(
        "JWT_ADDITIONAL_SECRETS", .list("secrets of at least 32 bytes"), note: "none", isSecret: true,
        "Further HS256 secrets whose tokens are accepted, so that the secret can be replaced: the new one before it is used, the old one after."
    )
    static let publicKeyFiles = ConfigurationKey(
        "JWT_PUBLIC_KEY_FILES", .list("paths of PEM files of public keys"),
        "Keys for RS256, ES256 and EdDSA: RSA of 2,048 bits or more, P-256, Ed25519. A changed file takes effect within seconds.")
    static let jwksURL = ConfigurationKey(
        "JWT_JWKS_URL", .keySetAddress,
        "Where the issuer publishes its keys as a JWK set (RFC 7517). While it is down the last set counts.")
    static let jwksRefresh = ConfigurationKey(
        "JWT_JWKS_REFRESH_SECONDS", .seconds(1...86_400), default: "300",
        "How often the set is fetched; a key taken out of it is refused after so long at most.")
    static let jwksFloor = ConfigurationKey(
        "JWT_JWKS_FLOOR_SECONDS", .seconds(1...3_600), default: "10",
        "A token of a key that is not known has the set fetched at once, but not more often than this.")
    static let issuers = ConfigurationKey(
        "JWT_ISSUER", .list("names"), note: "not checked", "Accepted issuers (`iss`); a token of another is refused.")
    static let audiences = ConfigurationKey(
        "JWT_AUDIENCE", .list("names"), note: "not checked", "Accepted audiences (`aud`); a token that names none of them is refused.")
    static let leeway = ConfigurationKey(
        "JWT_LEEWAY_SECONDS", .seconds(0...60), default: "5",
        "By how much the issuer's clock may differ: forgiven at a token's beginning and at its end.")
    static let revocationPoll = ConfigurationKey(
        "REVOCATION_POLL_SECONDS", .seconds(0.1...300), default: "5",
        "How often each instance reads which tokens are revoked and which API keys there are; `faithflow-calls revoke` and `keys` take effect after so long at most."
    )

    static let identity = ConfigurationSection(
        title: "Identity",
        rows: [
            jwtSecretKey.description, jwtSecret.description, jwtAdditionalSecrets.description, publicKeyFiles.description,
            jwksURL.description, jwksRefresh.description,
            jwksFloor.description, issuers.description, audiences.description, leeway.description, revocationPoll.description,
        ])
}
