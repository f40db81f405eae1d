import CallControl
import CallSignaling
import Logging
import MQTT

/// All that has to do with presence, wired.
struct PresenceServices: Sendable {
    /// Who is online.
    let board: PresenceBoard
    /// Keeps at the broker who is in a call; nil where it is not published.
    let engagements: EngagementPublisher?
    /// What runs.
    let services: [CallService.NamedService]

    /// Presence as heard and published through `link`. `announcer` is told of churches that are heard of, and of new connections.
    init(
        _ options: PresenceOptions, _ coordinator: CallCoordinator, _ link: BrokerLink, _ announcer: SettingsAnnouncer,
        clock: DatabaseClock,
        logger: Logger
    ) {
        let board = PresenceBoard(limits: options.limits)
        let watch = options.endsCalls ? PresenceWatch(coordinator: coordinator, logger: logger) : nil
        let engagements =
            options.publishesCalls ? EngagementPublisher(coordinator: coordinator, logger: logger, publish: link.retain) : nil
        let follower = ConnectionFollower(link: link) { client in
            PresenceListener(
                client: client, board: board, watch: watch, engagements: engagements, announcer: announcer, clock: clock, logger: logger)
        }
        (self.board, self.engagements) = (board, engagements)
        services =
            [("presence", ClockedService(service: follower, clock: clock))]
            + (watch.map { [("presence watch", ClockedService(service: $0, clock: clock))] } ?? [])
            + (engagements.map { [("engagements", ClockedService(service: $0, clock: clock))] } ?? [])
    }

    /// Those who are to know of stored calls.
    var observers: [@Sendable (Call) -> Void] { engagements.map { [$0.observe] } ?? [] }
}
