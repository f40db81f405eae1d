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

    /// Presence as heard and published through `client`.
    init(_ options: PresenceOptions, coordinator: CallCoordinator, client: MQTTClient, clock: DatabaseClock, logger: Logger) {
        board = PresenceBoard(limits: options.limits)
        let watch = PresenceWatch(coordinator: coordinator, logger: logger)
        engagements = options.publishesCalls ? EngagementPublisher(coordinator: coordinator, logger: logger, publish: client.retain) : nil
        let listener = PresenceListener(
            client: client, board: board, watch: watch, engagements: engagements, clock: clock, logger: logger)
        services =
            [
                ("presence", ClockedService(service: listener, clock: clock)),
                ("presence watch", ClockedService(service: watch, clock: clock)),
            ]
            + (engagements.map { [("engagements", ClockedService(service: $0, clock: clock))] } ?? [])
    }

    /// Those who are to know of stored calls.
    var observers: [@Sendable (Call) -> Void] { engagements.map { [$0.observe] } ?? [] }
}
