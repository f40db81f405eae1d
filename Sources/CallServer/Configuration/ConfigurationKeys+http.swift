extension ConfigurationKeys {
    static let httpHost = ConfigurationKey("HTTP_HOST", .text, default: "0.0.0.0", "Address to listen on.")
    static let httpPort = ConfigurationKey(
        "HTTP_PORT", .integer(0...65_535), default: "8080", "Port to listen on; 0 takes a free one, which the log tells.")
    static let corsOrigins = ConfigurationKey(
        "CORS_ORIGINS", .origins, default: "none", "Web origins that browsers may call from.")
    static let rateLimitEnabled = ConfigurationKey(
        "RATE_LIMIT_ENABLED", .boolean, default: "true",
        "Whether requests are limited by rate, see below.")

    static let http = ConfigurationSection(
        title: "HTTP", rows: [httpHost.description, httpPort.description, corsOrigins.description, rateLimitEnabled.description])
}
