import CallAPI
import CallControl

/// All that can be set about the service, checked. Plain values: where they came from is forgotten.
struct ServerConfiguration: Sendable {
    /// Bearer tokens.
    var identity: IdentityOptions
    /// HTTP.
    var http: HTTPOptions
    /// How much one may ask for; heeded where `http.isRateLimited`.
    var limits: RateLimits
    /// The calls' store.
    var store: StoreOptions
    /// The MQTT broker.
    var broker: BrokerOptions
    /// How brokers find out who may do what.
    var brokerAccess: BrokerAccess
    /// Streams of server-sent events.
    var events: EventStreamLimits
    /// The media server.
    var media: MediaOptions
    /// Waking phones.
    var push: PushOptions
    /// Rules for calls.
    var calls: CallSettings
    /// Who is online, and in a call.
    var presence: PresenceOptions
    /// Telling others of calls by HTTP; nil tells nobody.
    var webhooks: WebhookOptions?
    /// What clients are told.
    var clients: ClientOptions
    /// Logging.
    var log: LogOptions
    /// Names this process among others of the same service.
    var instanceID: String

    /// The file it came from, if it came from one.
    var source: ConfigurationSource?

    /// Client id at the broker.
    var brokerClientID: String { broker.clientID ?? "faithflow-calls-\(instanceID)" }
}
