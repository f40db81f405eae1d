import CallAPI

/// Where and how HTTP is served.
struct HTTPOptions: Sendable, Hashable {
    /// Address to listen on.
    var host: String
    /// Port; 0 takes a free one.
    var port: Int
    /// Web origins that browsers may call from.
    var corsOrigins: [String]
    /// Whether requests are limited by rate.
    var isRateLimited: Bool
    /// HTTPS; nil speaks plain HTTP.
    var tls: HTTPSOptions?
    /// What one client may take.
    var limits = HTTPLimits()
    /// Proxies whose word is taken for where a request came from.
    var trustedProxies = TrustedProxies.none
}

extension HTTPOptions {
    /// `HTTP_…`, `HTTP2_ENABLED`, `CORS_ORIGINS`, `RATE_LIMIT_ENABLED`.
    init(reading reader: inout ConfigurationReader) {
        host = reader.read(ConfigurationKeys.httpHost, "0.0.0.0")
        port = reader.read(ConfigurationKeys.httpPort, 8_080)
        corsOrigins = reader.read(ConfigurationKeys.corsOrigins, [])
        isRateLimited = reader.read(ConfigurationKeys.rateLimitEnabled, true)
        tls = HTTPSOptions(reading: &reader)
        limits = HTTPLimits(reading: &reader)
        trustedProxies = TrustedProxies(reader.read(ConfigurationKeys.httpTrustedProxies, []))
    }
}
