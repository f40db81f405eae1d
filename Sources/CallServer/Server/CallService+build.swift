import CallAPI
import CallControl
import CallSignaling
import Hummingbird
import Logging
import TokenVerification

extension CallService {
    /// Puts the service together. Starts and connects nothing.
    ///
    /// `onListening` gets the port once HTTP is served. Throws when MongoDB's address is malformed, or the
    /// certificate of no use.
    static func build(
        _ configuration: ServerConfiguration, logger: Logger, machineClock: any CallClock = SystemClock(),
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> CallService {
        let engine = try CallEngine(configuration, machineClock: machineClock, logger: logger)
        let tokens = TokenChecks(configuration.identity, store: engine.store, logger: logger)
        let readiness = Readiness(checks: readinessChecks(engine, tokens, configuration))
        let conversations = Conversations(engine, configuration, logger)
        let router = router(engine, conversations, tokens, readiness, configuration, logger)
        let ringing: NamedService = ("ringing", listener(engine, configuration, logger))
        let http = try httpServices(router, configuration.http, logger: logger, onListening)
        return CallService(
            services: engine.services(with: tokens) + [ringing] + engine.edge + conversations.services(around: http),
            logger: logger)
    }

    private static func router(
        _ engine: CallEngine, _ conversations: Conversations, _ tokens: TokenChecks, _ readiness: Readiness,
        _ configuration: ServerConfiguration, _ logger: Logger
    ) -> Router<APIRequestContext> {
        makeRouter(
            coordinator: engine.coordinator, media: engine.media, devices: engine.store.devices, authenticator: tokens.authenticator,
            keys: tokens.keys, readiness: readiness, limiter: limiter(configuration, logger),
            peers: conversations.peers, events: conversations.events, configuration: APIConfiguration(configuration),
            presence: engine.presence.board, settings: engine.settings.board, quality: engine.quality,
            mediaEvents: engine.outreach.mediaEvents, logger: logger,
            webhooks: webhooks(engine.store, configuration))
    }

    /// The desk for webhooks, whose tries are made while somebody waits; nil where they are off.
    private static func webhooks(_ store: CallStore, _ configuration: ServerConfiguration) -> WebhookDesk? {
        configuration.webhooks.flatMap {
            WebhookDesk($0, store: store.webhooks, letters: store.deadLetters, queue: store.errands, within: WebhookSender.shortLimit)
        }
    }

    private static func listener(_ engine: CallEngine, _ configuration: ServerConfiguration, _ logger: Logger) -> ConnectionFollower {
        let receiver = RingingReceiver(coordinator: engine.coordinator, logger: logger)
        let (limiter, clock) = (limiter(configuration, logger), engine.clock)
        return ConnectionFollower(link: engine.link) { client in
            RingingListener(client: client, receiver: receiver, limiter: limiter, clock: clock, logger: logger)
        }
    }

    private static func limiter(_ configuration: ServerConfiguration, _ logger: Logger) -> RateLimiter {
        RateLimiter(configuration.http.isRateLimited ? configuration.limits : .none, logger: logger)
    }

    /// What `/readyz` asks: without the database nothing works, without the broker signals wait.
    private static func readinessChecks(
        _ engine: CallEngine, _ tokens: TokenChecks, _ configuration: ServerConfiguration
    ) -> [Readiness.Check] {
        let (store, recovery, link) = (engine.store, engine.healing.recovery, engine.link)
        let database: Readiness.Check = (
            "database", true,
            {
                // Anybody may ask, so no address is told.
                do { try await store.repository.ping() } catch { throw DependencyFailure(.database, reason: "not reachable") }
                guard recovery.isComplete, tokens.areRevocationsKnown else {
                    throw DependencyFailure(.database, reason: "not prepared yet")
                }
            }
        )
        let broker: Readiness.Check = (
            "broker", false, { guard link.isConnected else { throw DependencyFailure(.broker, reason: "not connected") } }
        )
        return [database, broker]
    }
}
