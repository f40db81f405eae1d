/// How bearer tokens are verified.
struct IdentityOptions: Sendable, Hashable {
    /// The HS256 secret, 32 bytes or more.
    var signingSecret: Secret
}

extension IdentityOptions {
    /// `JWT_SECRET_KEY`, else `JWT_SECRET`; nil, remembered as a problem, without either.
    init?(reading reader: inout ConfigurationReader) {
        let key = reader.isSet(ConfigurationKeys.jwtSecretKey) ? ConfigurationKeys.jwtSecretKey : ConfigurationKeys.jwtSecret
        guard reader.isSet(key) else {
            reader.report(
                ConfigurationKeys.jwtSecretKey.name, found: "not set, nor is JWT_SECRET",
                remedy: "set it to the secret of the bearer tokens, at least 32 bytes (`openssl rand -hex 32` makes one)")
            return nil
        }
        guard let secret = reader.read(key) else { return nil }
        signingSecret = Secret(secret)
    }
}
