import CallAPI
import CallControl
import CallSignaling
import CallStorage
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import TestSupport
import TokenVerification

/// The HTTP interface over stand-ins, and someone to ask it.
struct TestService: Sendable {
    let calls = MemoryCalls()
    let clock = ManualClock()
    let peerBroker = PeerBroker()
    let events: EventHub
    let preferences = MemoryPreferenceRepository()
    let presence = PresenceBoard()
    let devices = MemoryDeviceDirectory()
    let quality: QualityRecorder
    let webhooks = Webhooks()
    let hasWebhooks: Bool
    /// Takes nothing for the media server's, unless a test says otherwise.
    let mediaEvents: MediaEventIntake?
    let clientSettings = ClientSettingsBoard()
    let keys: APIKeyRing
    let limiter: RateLimiter
    let readiness: Readiness
    let configuration: APIConfiguration
    let logger: Logger
    let settings: CallSettings
    /// Nobody is revoked, unless a test says otherwise.
    let revocations = RevocationList()

    init(
        readiness: Readiness = Readiness(checks: []), configuration: APIConfiguration = APIConfiguration(),
        limits: RateLimits = .none, settings: CallSettings = CallSettings(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, keys: APIKeyRing? = nil,
        events: EventStreamLimits = EventStreamLimits(), hasWebhooks: Bool = true, mediaEvents: MediaEventIntake? = .deaf
    ) {
        self.hasWebhooks = hasWebhooks
        self.mediaEvents = mediaEvents
        self.keys = keys ?? APIKeyRing()
        self.readiness = readiness
        self.events = EventHub(events)
        self.events.feedBegins()
        self.configuration = configuration
        self.logger = logger
        self.settings = settings
        quality = QualityRecorder(store: MemoryQualityStore(clock: clock), clock: clock, logger: logger)
        SuiteOutput.register(Tokens.secret, as: "secret of CallAPITests")
        if keys == nil { self.keys.replace(with: []) }
        revocations.replace(with: [])
        limiter = RateLimiter(limits, logger: logger) { [clock] in clock.now().timeIntervalSince1970 }
    }

    private var authenticator: TokenAuthenticator {
        TokenAuthenticator(ring: KeyRing([Tokens.secret].compactMap { try? VerificationKey(secret: $0) }), revocations: revocations)
    }

    func router() async -> Router<APIRequestContext> {
        let coordinator = CallCoordinator(
            repository: calls, directory: Members(), preferences: preferences, media: Rooms(), clock: clock, settings: settings,
            cache: calls.cache, logger: logger)
        return makeRouter(
            coordinator: coordinator, media: Rooms(), devices: devices, authenticator: authenticator, keys: keys,
            readiness: readiness, limiter: limiter, peers: peerBroker.relay(clock, logger), events: events, configuration: configuration,
            presence: presence, settings: clientSettings, quality: quality, mediaEvents: mediaEvents, logger: logger,
            webhooks: hasWebhooks ? webhooks.desk : nil)
    }

    /// Runs the interface and hands over clients.
    func run(_ body: @Sendable @escaping (_ client: Client) async throws -> Void) async throws {
        let responder = await router().buildResponder()
        try await Application(responder: responder).test(.router) { try await body(Client(client: $0)) }
    }

    /// How many signals are stored to be published.
    var signals: Int { calls.outbox.count }

    struct Client: Sendable {
        let client: any TestClientProtocol

        /// One request; `as` signs it as a member of church `grace`, `token` as whoever it names.
        func ask(
            _ method: HTTPRequest.Method, _ path: String, as member: String? = nil, token: String? = nil, body: String? = nil,
            headers: [String: String] = ["Content-Type": "application/json"]
        ) async throws -> Answer {
            var fields = HTTPFields()
            for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
            let token = if let member { try await Tokens.member(member) } else { token }
            if let token { fields[.authorization] = "Bearer \(token)" }
            let body = body.map { ByteBuffer(string: $0) }
            return Answer(try await client.executeRequest(uri: path, method: method, headers: fields, body: body))
        }

        /// `caller` calls `callees`; the call's id.
        func ring(_ callees: String..., by caller: String = "ann", type: String = "voice") async throws -> String {
            let ids = callees.map { "\"\($0)\"" }.joined(separator: ",")
            return try await ask(.post, "/api/calls", as: caller, body: #"{"callee_ids":[\#(ids)],"call_type":"\#(type)"}"#).callID
        }

        /// A command without a body.
        func command(_ name: String, _ call: String, as member: String) async throws -> Answer {
            try await ask(.post, "/api/calls/\(call)/\(name)", as: member)
        }
    }
}
