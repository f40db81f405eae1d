import CallAPI
import CallControl
import CallSignaling
import Logging

/// What the service does outside for calls: telling back ends, waking phones, keeping media rooms. Each part is a follower, which makes errands, and a
/// runner, which carries them out (`docs/decisions/0029-follow-ups-and-errands.md`).
struct Outreach {
    /// What hands changes to the followers; nil where nobody follows.
    private let followUps: FollowUps?
    /// Takes the media server's webhooks; nil where its rooms are not kept.
    let mediaEvents: MediaEventIntake?
    private let connections: [CallService.NamedService]
    private let runners: [CallService.NamedService]

    /// Whether anything is configured for which changes must be followed up. Where nothing is, they are not even marked.
    static func isWanted(_ configuration: ServerConfiguration) -> Bool {
        configuration.push.credentials != nil || configuration.webhooks != nil || configuration.media.keepsRooms
    }

    /// The parts that are configured.
    init(
        _ configuration: ServerConfiguration, coordinator: CallCoordinator, store: CallStore, bell: ErrandBell, presence: PresenceBoard,
        clock: any CallClock, logger: Logger
    ) {
        var followers: [any CallFollower] = []
        var runners: [CallService.NamedService] = []
        if let credentials = configuration.push.credentials {
            let push = PushOutreach(
                credentials, rules: configuration.push.rules, store: store, bell: bell, presence: presence, clock: clock, logger: logger)
            followers.append(push.follower)
            runners += [("pushSenders", push.senders), ("push", push.runner)]
        }
        if let options = configuration.webhooks,
            let webhooks = WebhookOutreach(options, store: store, bell: bell, clock: clock, logger: logger)
        {
            followers.append(webhooks.follower)
            runners.append(("webhooks", webhooks.runner))
        }
        let rooms = RoomKeeping(configuration, coordinator: coordinator, store: store, bell: bell, clock: clock, logger: logger)
        if let rooms {
            followers.append(rooms.follower)
            runners += rooms.runners
        }
        mediaEvents = rooms?.intake
        connections = rooms?.connections ?? []
        self.runners = runners
        followUps =
            followers.isEmpty
            ? nil : FollowUps(ledger: store.repository, followers: followers, clock: clock, logger: logger)
    }

    /// Those who are to know of stored calls.
    var observers: [@Sendable (Call) -> Void] { followUps.map { [$0.observe] } ?? [] }

    /// All that runs for it, once it is known what time it is.
    func services(_ clock: DatabaseClock) -> [CallService.NamedService] {
        let all = runners + (followUps.map { [("followUps", $0)] } ?? [])
        return connections + all.map { ($0.name, ClockedService(service: $0.service, clock: clock)) }
    }
}
