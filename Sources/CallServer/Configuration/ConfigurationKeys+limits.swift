extension ConfigurationKeys {
    static let httpHeadTimeout = ConfigurationKey(
        "HTTP_HEAD_TIMEOUT_SECONDS", .seconds(0.1...600), default: "10",
        "How long a request's head may take from its first byte; also a new connection's first head, with the TLS handshake.")
    static let httpRequestTimeout = ConfigurationKey(
        "HTTP_REQUEST_TIMEOUT_SECONDS", .seconds(0.1...600), default: "15",
        "How long a request with its body may take from its first byte; then it is refused with 408. As long again may the client take to read the answer."
    )
    static let httpIdleTimeout = ConfigurationKey(
        "HTTP_IDLE_TIMEOUT_SECONDS", .seconds(0.1...3_600), default: "60", "How long a connection may rest between requests.")
    static let httpMaximumHeaderBytes = ConfigurationKey(
        "HTTP_MAX_HEADER_BYTES", .integer(1_024...1_048_576), default: "16384",
        "Most bytes of a request's header fields; more is refused with 431.")
    static let httpMaximumURIBytes = ConfigurationKey(
        "HTTP_MAX_URI_BYTES", .integer(256...65_536), default: "4096", "Most bytes of a request's target; more is refused with 414.")
    static let httpMaximumConnections = ConfigurationKey(
        "HTTP_MAX_CONNECTIONS", .integer(1...1_000_000), default: "4096",
        "Most connections at once; one more is closed. Fewer where the limit of open files is too low for so many.")
    static let httpMaximumConnectionsPerAddress = ConfigurationKey(
        "HTTP_MAX_CONNECTIONS_PER_ADDRESS", .integer(1...1_000_000), default: "1024",
        "Most of them from one address (IPv6: from one /64 network). Does not count for trusted proxies.")
    static let httpTrustedProxies = ConfigurationKey(
        "HTTP_TRUSTED_PROXIES", .addressBlocks, default: "none",
        "Proxies whose `X-Forwarded-For` is believed. Name those that stand before the service, and no others.")

    static let limits = ConfigurationSection(
        title: "HTTP limits",
        rows: [
            httpHeadTimeout.description, httpRequestTimeout.description, httpIdleTimeout.description, httpMaximumHeaderBytes.description,
            httpMaximumURIBytes.description, httpMaximumConnections.description, httpMaximumConnectionsPerAddress.description,
            httpTrustedProxies.description,
        ])
}
