import AsyncHTTPClient
import CallAPI
import CallControl
import LiveKit
import Logging
import ServiceLifecycle

/// All that keeps the calls' rooms on LiveKit: errands when calls change, webhooks, and a sweep for what was missed.
struct RoomKeeping {
    /// Longest time for a request of LiveKit's API: a webhook that waits for it is answered within five seconds.
    static let limit = Duration.seconds(4)
    /// Errands at once.
    static let width = 32

    /// Writes errands down.
    let follower: RoomFollower
    /// Takes webhooks.
    let intake: MediaEventIntake
    private let runner: ErrandRunner
    private let sweeper: RoomSweeper
    private let client: HTTPClient

    /// Nil where it is not configured.
    init?(
        _ configuration: ServerConfiguration, coordinator: CallCoordinator, store: CallStore, bell: ErrandBell, clock: any CallClock,
        logger: Logger
    ) {
        guard let credentials = configuration.media.liveKit, let options = configuration.media.rooms else { return nil }
        client = HTTPClient(configuration: LiveKitServer.clientConfiguration)
        let server = LiveKitServer(credentials, address: options.apiURL, limit: Self.limit, client: client)
        let rooms = RoomServiceClient(server)
        let watch = RoomWatch(rooms: rooms, repository: store.repository, coordinator: coordinator, logger: logger)
        let recorder = configuration.media.recording.map { RoomRecorder(egress: EgressClient(server), options: $0, watch: watch) }
        let keeper = RoomKeeper(
            rooms: rooms, repository: store.repository, clock: clock, recorder: recorder, memberLimit: configuration.calls.calleeLimit + 1)
        follower = RoomFollower(errands: store.errands)
        intake =
            MediaWebhooks(
                receiver: WebhookReceiver(credentials), watch: watch, recorder: recorder, errands: store.errands, logger: logger
            ).intake
        runner = ErrandRunner(
            .room, queue: store.errands, bell: bell, width: Self.width, clock: clock, logger: logger, carryOut: keeper.carryOut)
        sweeper = RoomSweeper(watch: watch, recorder: recorder, options: options, clock: clock, logger: logger)
    }

    /// What others rely on.
    var connections: [CallService.NamedService] { [("livekit", LiveKitConnection(client: client))] }

    /// What goes by the time.
    var runners: [CallService.NamedService] { [("rooms", runner), ("roomSweeper", sweeper)] }
}

/// Keeps the connections to LiveKit until all who use them are done.
private struct LiveKitConnection: Service {
    let client: HTTPClient

    /// Waits to be shut down, then closes.
    func run() async throws {
        try? await gracefulShutdown()  // throws when cancelled, which is another way to be told to end
        try await client.shutdown()
    }
}
