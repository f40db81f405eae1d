/// What an operator may set about the HTTP interface.
public struct APIConfiguration: Hashable, Sendable {
    /// Origins of web apps that may read answers (`CORS_ORIGINS`), such as `https://app.example.org`; `*` stands for all, none allows none.
    public var corsOrigins: [String]
    /// Largest request body, bytes; a larger one is refused unread.
    public var maximumBodyBytes: Int
    /// Longest time a request, once read, may wait for what it depends on.
    public var timeLimit: Duration
    /// Proxies whose `X-Forwarded-For` is believed (`HTTP_TRUSTED_PROXIES`).
    public var trustedProxies: TrustedProxies
    /// Whether clients reach the service itself by TLS, so that browsers may be told to use nothing else.
    public var isSecure: Bool
    /// How brokers find out who may do what.
    public var broker: BrokerAccess
    /// The STUN and TURN servers that phones are told of.
    public var ice: ICEServers
    /// Whether calls can be recorded.
    public var isRecordingOn: Bool

    /// A configuration; the defaults are the product's.
    public init(
        corsOrigins: [String] = [], maximumBodyBytes: Int = 65_536, timeLimit: Duration = .milliseconds(4_800),
        trustedProxies: TrustedProxies = .none, isSecure: Bool = false,
        broker: BrokerAccess = BrokerAccess(), ice: ICEServers = ICEServers(),
        isRecordingOn: Bool = false
    ) {
        self.corsOrigins = corsOrigins
        self.maximumBodyBytes = maximumBodyBytes
        self.timeLimit = timeLimit
        self.trustedProxies = trustedProxies
        self.isSecure = isSecure
        self.broker = broker
        self.ice = ice
        self.isRecordingOn = isRecordingOn
    }
}
