import CallAPI
import CallControl
import Logging
import MQTT

/// What passes by beside calls' own signals: what participants tell one another, and who reads signals as event streams.
struct Conversations {
    /// Passes on what participants tell one another.
    let peers: PeerRelay
    /// Hands signals to those who read them.
    let events: EventHub
    private let feed: EventFeed
    private let clock: DatabaseClock

    init(_ engine: CallEngine, _ configuration: ServerConfiguration, _ logger: Logger) {
        let (publisher, events) = (engine.publisher, EventHub(configuration.events))
        peers = PeerRelay(
            sequence: engine.store.pairs, clock: engine.clock, logger: logger, isConnected: { publisher.isConnected },
            publish: publisher.publishTelling)
        feed = EventFeed(hub: events, link: engine.link, logger: logger)
        self.events = events
        clock = engine.clock
    }

    /// What runs for it, before and after `http`: the feed ends first, for HTTP waits until the streams have ended.
    func services(around http: [CallService.NamedService]) -> [CallService.NamedService] {
        [("peers", ClockedService(service: peers, clock: clock))] + http + [("events", feed)]
    }
}
