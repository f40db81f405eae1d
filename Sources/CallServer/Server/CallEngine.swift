import CallControl
import CallSignaling
import Logging
import MQTT

/// What calls run on, whoever asks for them: store, broker, coordinator, and what delivers signals and keeps time. Starts and connects nothing.
struct CallEngine {
    let clock: DatabaseClock
    let store: CallStore
    let link: BrokerLink
    let publisher: MQTTSignalPublisher
    let media: any MediaRooms
    let coordinator: CallCoordinator
    let scheduler: DeadlineScheduler
    let repeater: SignalRepeater
    let relay: SignalRelay
    let lease: InstanceLease
    let resolver: ChangeResolver
    let healing: Healing
    let outreach: Outreach
    let settings: SettingsServices
    let presence: PresenceServices
    let quality: QualityRecorder

    /// Throws when MongoDB's address is malformed.
    init(_ configuration: ServerConfiguration, machineClock: any CallClock, logger: Logger) throws {
        let clock = DatabaseClock(machine: machineClock)
        let (cache, uncertain, bell) = (LiveCallCache(), UncertainChanges(), ErrandBell())
        let observers = CommitObservers(cache: cache)
        store = try CallStore(
            configuration.store, instance: configuration.instanceID, clock: clock, isFollowed: Outreach.isWanted(configuration),
            logger: logger, onCommit: observers.observe, onErrand: bell.ring)
        link = BrokerLink(configuration, logger: logger)
        publisher = MQTTSignalPublisher(link: link, qos: configuration.broker.qos == 2 ? .exactlyOnce : .atLeastOnce)
        media = configuration.media.liveKit.map { LiveKitRooms($0) } ?? NoMediaRooms()
        coordinator = CallCoordinator(
            repository: store.repository, directory: store.directory, preferences: store.preferences, media: media, clock: clock,
            settings: configuration.calls, cache: cache, uncertain: uncertain, logger: logger)
        scheduler = DeadlineScheduler(coordinator: coordinator, logger: logger)
        repeater = SignalRepeater(coordinator: coordinator, publisher: publisher, logger: logger)
        relay = SignalRelay(
            repository: store.repository, publisher: publisher, uncertain: uncertain, cache: cache, clock: clock, logger: logger)
        settings = SettingsServices(configuration, link: link, clock: clock, logger: logger)
        presence = PresenceServices(configuration.presence, coordinator, link, settings.announcer, clock: clock, logger: logger)
        outreach = Outreach(
            configuration, coordinator: coordinator, store: store, bell: bell, presence: presence.board, clock: clock, logger: logger)
        let others = presence.observers + outreach.observers + [settings.observer]
        observers.attach(scheduler: scheduler, repeater: repeater, relay: relay, others: others)
        lease = InstanceLease(
            repository: store.repository, observers: observers, relay: relay, tail: configuration.calls.repeats.tail, clock: clock,
            logger: logger)
        resolver = ChangeResolver(coordinator: coordinator, observers: observers, relay: relay, logger: logger)
        healing = Healing(
            configuration, coordinator: coordinator, store: store, lease: lease, clock: clock, machineClock: machineClock, logger: logger)
        quality = QualityRecorder(store: store.quality, clock: clock, logger: logger)
        self.clock = clock
    }

    /// What listens to the broker for it, beside acknowledgements, and what a changed configuration sets going.
    var edge: [CallService.NamedService] { presence.services + settings.services }

    /// All that runs for it, those that others rely on first. `tokens` come right after the store.
    func services(with tokens: TokenChecks) -> [CallService.NamedService] {
        [
            ("store", StoreService(store: store)), ("tokens", tokens), ("clock", healing.timekeeper), ("lease", lease),
            ("broker", BrokerService(link: link)), ("relay", ClockedService(service: relay, clock: clock)),
            ("recovery", healing.recovery), ("resolver", resolver), ("repeater", ClockedService(service: repeater, clock: clock)),
            ("scheduler", ClockedService(service: scheduler, clock: clock)), ("audit", healing.audit),
            ("quality", ClockedService(service: quality, clock: clock)),
        ] + outreach.services(clock)
    }
}
