extension ConfigurationKeys {
    static let httpTLSCertificate = ConfigurationKey(
        "HTTP_TLS_CERT", .readableFile,
        "Certificate for HTTPS, with those that vouch for it behind it, PEM. Without it the service speaks plain HTTP.")
    static let httpTLSKey = ConfigurationKey("HTTP_TLS_KEY", .readableFile, "Its key, PEM, not encrypted.")
    static let httpTLSClientAuthority = ConfigurationKey(
        "HTTP_TLS_CLIENT_CA", .readableFile,
        "Authorities one of which must have signed a client's certificate, PEM; then nobody connects without one. With `HTTP_TLS_CERT`.")
    static let http2Enabled = ConfigurationKey(
        "HTTP2_ENABLED", .boolean, default: "false", "Whether to offer HTTP/2. With `HTTP_TLS_CERT`.")

    static let tls = ConfigurationSection(
        title: "HTTPS",
        rows: [
            httpTLSCertificate.description, httpTLSKey.description, httpTLSClientAuthority.description, http2Enabled.description,
        ])
}
