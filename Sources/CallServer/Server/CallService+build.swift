import CallAPI
import CallControl
import CallSignaling
import Hummingbird
import Logging
import MQTT
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
        let clock = DatabaseClock(machine: machineClock)
        let cache = LiveCallCache()
        let observers = CommitObservers(cache: cache)
        let store = try CallStore(
            configuration.store, instance: configuration.instanceID, clock: clock, logger: logger, onCommit: observers.observe)
        let client = MQTTClient(MQTTConfiguration(configuration.broker, clientID: configuration.brokerClientID), logger: logger)
        let publisher = MQTTSignalPublisher(client: client, qos: configuration.broker.qos == 2 ? .exactlyOnce : .atLeastOnce)
        let media: any MediaRooms = configuration.media.liveKit.map { LiveKitRooms($0) } ?? NoMediaRooms()
        let uncertain = UncertainChanges()
        let coordinator = CallCoordinator(
            repository: store.repository, directory: store.directory, preferences: store.preferences, media: media, clock: clock,
            settings: configuration.calls, cache: cache, uncertain: uncertain, logger: logger)
        let scheduler = DeadlineScheduler(coordinator: coordinator, logger: logger)
        let repeater = SignalRepeater(coordinator: coordinator, publisher: publisher, logger: logger)
        let relay = SignalRelay(
            repository: store.repository, publisher: publisher, uncertain: uncertain, cache: cache, clock: clock, logger: logger)
        let presence = PresenceServices(configuration.presence, coordinator: coordinator, client: client, clock: clock, logger: logger)
        observers.attach(scheduler: scheduler, repeater: repeater, relay: relay, others: presence.observers)
        let lease = InstanceLease(
            repository: store.repository, observers: observers, relay: relay, tail: configuration.calls.repeats.tail, clock: clock,
            logger: logger)
        let resolver = ChangeResolver(coordinator: coordinator, observers: observers, relay: relay, logger: logger)
        let healing = Healing(
            configuration, coordinator: coordinator, store: store, lease: lease, clock: clock, machineClock: machineClock, logger: logger)
        let tokens = TokenChecks(configuration.identity, store: store, logger: logger)
        let readiness = Readiness(checks: readinessChecks(store: store, recovery: healing.recovery, tokens, client: client, configuration))
        let router = router(coordinator, media, store, tokens, readiness, presence.board, configuration, logger)
        return CallService(
            services: [
                ("store", StoreService(store: store)), ("tokens", tokens), ("clock", healing.timekeeper), ("lease", lease),
                ("broker", BrokerService(client: client)), ("relay", ClockedService(service: relay, clock: clock)),
                ("recovery", healing.recovery), ("resolver", resolver), ("repeater", ClockedService(service: repeater, clock: clock)),
                ("scheduler", ClockedService(service: scheduler, clock: clock)), ("audit", healing.audit),
                ("ringing", listener(coordinator, client, configuration, clock, logger)),
            ] + presence.services + (try httpServices(router, configuration.http, logger: logger, onListening)), logger: logger)
    }

    private static func router(
        _ coordinator: CallCoordinator, _ media: any MediaRooms, _ store: CallStore, _ tokens: TokenChecks, _ readiness: Readiness,
        _ presence: PresenceBoard, _ configuration: ServerConfiguration, _ logger: Logger
    ) -> Router<APIRequestContext> {
        makeRouter(
            coordinator: coordinator, media: media, devices: store.devices, authenticator: tokens.authenticator, keys: tokens.keys,
            readiness: readiness,
            limiter: limiter(configuration, logger),
            configuration: APIConfiguration(configuration), presence: presence, logger: logger)
    }

    private static func listener(
        _ coordinator: CallCoordinator, _ client: MQTTClient, _ configuration: ServerConfiguration, _ clock: any CallClock, _ logger: Logger
    ) -> RingingListener {
        RingingListener(
            client: client, receiver: RingingReceiver(coordinator: coordinator, logger: logger), limiter: limiter(configuration, logger),
            clock: clock, logger: logger)
    }

    private static func limiter(_ configuration: ServerConfiguration, _ logger: Logger) -> RateLimiter {
        RateLimiter(configuration.http.isRateLimited ? configuration.limits : .none, logger: logger)
    }

    /// What `/readyz` asks: without the database nothing works, without the broker signals wait.
    private static func readinessChecks(
        store: CallStore, recovery: StartupRecovery, _ tokens: TokenChecks, client: MQTTClient, _ configuration: ServerConfiguration
    ) -> [Readiness.Check] {
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
            "broker", false, { guard client.state.isConnected else { throw DependencyFailure(.broker, reason: "not connected") } }
        )
        return [database, broker]
    }
}
