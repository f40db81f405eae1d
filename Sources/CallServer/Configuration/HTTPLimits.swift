/// What one client may take of the service: time, bytes, connections.
struct HTTPLimits: Sendable, Hashable {
    /// Seconds for a request's head, from its first byte, and for a new connection's first head, TLS handshake included.
    var headTimeout = 10.0
    /// Seconds for a whole request, from its first byte; as many again for the client to take the answer.
    var requestTimeout = 15.0
    /// Seconds a connection may rest between requests.
    var idleTimeout = 60.0
    /// Bytes of all header fields together.
    var maximumHeaderBytes = 16_384
    /// Bytes of a request's target.
    var maximumURIBytes = 4_096
    /// Connections at once.
    var maximumConnections = 4_096
    /// Of these, from one address that is no trusted proxy.
    var maximumConnectionsPerAddress = 1_024
}

extension HTTPLimits {
    /// `HTTP_…_TIMEOUT_SECONDS`, `HTTP_MAX_…`.
    init(reading reader: inout ConfigurationReader) {
        headTimeout = reader.read(ConfigurationKeys.httpHeadTimeout, headTimeout)
        requestTimeout = reader.read(ConfigurationKeys.httpRequestTimeout, requestTimeout)
        idleTimeout = reader.read(ConfigurationKeys.httpIdleTimeout, idleTimeout)
        maximumHeaderBytes = reader.read(ConfigurationKeys.httpMaximumHeaderBytes, maximumHeaderBytes)
        maximumURIBytes = reader.read(ConfigurationKeys.httpMaximumURIBytes, maximumURIBytes)
        maximumConnections = reader.read(ConfigurationKeys.httpMaximumConnections, maximumConnections)
        maximumConnectionsPerAddress = reader.read(ConfigurationKeys.httpMaximumConnectionsPerAddress, maximumConnectionsPerAddress)
    }
}
