/// Everything an `MQTTClient` needs to know. Printing it does not show the password.
public struct MQTTConfiguration: Sendable {
    /// Name or address of the broker. With several addresses, one that is refused at once gives way to the next.
    public var host: String
    /// TCP port of the broker, 1 to 65,535.
    public var port: Int
    /// Name of this client at the broker; a second client of the same name throws the first one out.
    public var clientID: String
    /// User name, if the broker asks for one.
    public var username: String?
    /// Password, if the broker asks for one; sent as UTF-8. Never logged.
    public var password: String?
    /// Longest silence on the connection, in seconds; at least 5, or 0 for no pings. A dead broker is noticed within twice this time.
    public var keepAliveSeconds: UInt16 = 30
    /// Whether every connection starts without the session of the one before (MQTT 5 section 3.1.2.4). With false the broker keeps
    /// subscriptions, waiting messages and QoS 2 hand-overs while the client is away, for `sessionExpirySeconds`.
    public var isCleanStart: Bool = true
    /// Seconds the broker keeps the session after a disconnection; `UInt32.max` for ever. MQTT 5 only.
    public var sessionExpirySeconds: UInt32 = 0
    /// Version tried first; a broker that refuses 5 is asked again with 3.1.1.
    public var preferredVersion: ProtocolVersion = .v5
    /// TLS, or nil for a plain connection.
    public var tls: TLSOptions?
    /// Message the broker publishes when this client vanishes without saying goodbye (MQTT 5 section 3.1.2.5).
    public var will: MQTTMessage?
    /// Most publishes handed to the broker and not yet acknowledged, 1 to 10,000; a smaller receive maximum of the broker wins.
    public var outstandingLimit: Int = 128
    /// Most publishes that wait in memory before that; one more fails with `queueFull`.
    public var queueLimit: Int = 100_000
    /// What becomes of publishes that a connection leaves unacknowledged, and of those queued without one.
    public var outagePolicy: OutagePolicy = .resend
    /// Waits between attempts to connect.
    public var reconnect: ReconnectPolicy = ReconnectPolicy()
    /// Longest time from the start of an attempt to the broker's acceptance. Looking up the host's name comes on top of it.
    public var connectTimeout: Duration = .seconds(10)
    /// Longest time `close` waits for what is outstanding.
    public var closeGrace: Duration = .seconds(5)

    /// A configuration for a broker without TLS and credentials; the rest is set on the value.
    public init(
        host: String = "127.0.0.1", port: Int = 1_883, clientID: String, username: String? = nil, password: String? = nil,
        tls: TLSOptions? = nil
    ) {
        self.host = host
        self.port = port
        self.clientID = clientID
        self.username = username
        self.password = password
        self.tls = tls
    }
}
