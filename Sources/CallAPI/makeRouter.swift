public import CallControl
public import Hummingbird
public import Logging
public import TokenVerification

/// Makes the router of the whole HTTP interface: every `APIRoute`, answers as JSON, refusals as RFC 9457 problem documents.
///
/// `peers` passes on what participants tell one another, `events` what passes at the broker. `media` must be the coordinator's own; its address goes with
/// each token. `devices` are those that pushes wake. `limiter` refuses what is too much; `keys` are those of back ends; `presence` is fed by who listens
/// to the broker; `quality` writes reports down; `mediaEvents` takes the media server's webhooks; without `webhooks` there are none; `settings`
/// are told to clients. Metadata of `logger` is added to what the router logs about requests.
public func makeRouter(
    coordinator: CallCoordinator, media: any MediaRooms, devices: any DeviceDirectory, authenticator: TokenAuthenticator, keys: APIKeyRing,
    readiness: Readiness, limiter: RateLimiter, peers: PeerRelay, events: EventHub, configuration: APIConfiguration,
    presence: PresenceBoard = PresenceBoard(), settings: ClientSettingsBoard = ClientSettingsBoard(), quality: QualityRecorder,
    mediaEvents: MediaEventIntake? = nil, logger: Logger, webhooks: WebhookDesk? = nil
) -> Router<APIRequestContext> {
    let router = Router(context: APIRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.addMiddleware(configuration, logger)
    let controllers = Controllers(
        coordinator, media, devices, authenticator, limiter, peers, configuration, presence, settings, quality, webhooks)
    let (timeLimit, requests) = (TimeLimit(configuration.timeLimit), RequestsInProgress())
    let hooks = BrokerHookController(configuration, authenticator: authenticator, limiter: limiter, timeLimit: timeLimit)
    let streams = EventController(coordinator: coordinator, authenticator: authenticator, hub: events)
    let mediaServer = MediaEventController(mediaEvents, configuration, limiter: limiter, timeLimit: timeLimit)
    let admission = RequestAdmission(
        authenticator: authenticator, keys: keys, limiter: limiter, maximumBodyBytes: configuration.maximumBodyBytes, logger: logger)
    for route in APIRoute.allCases {
        router.on(RouterPath(stringLiteral: route.path), method: route.method) { request, context -> Response in
            switch route {
            case .health: return try Response(json: HealthController(readiness: readiness).health())
            case .readiness: return try await HealthController(readiness: readiness).readiness()
            case .brokerAuth: return try await hooks.login(request, from: context.clientAddress)
            case .brokerACL: return try await hooks.access(request, from: context.clientAddress)
            case .mediaEvents: return try await mediaServer.receive(request, from: context.clientAddress)
            default: break
            }
            let asked = try await admission.admit(request, context, to: route)
            if route == .eventStream { return try await timeLimit.run { try await streams.open(asked) } }
            return try await timeLimit.run {
                try await requests.hold(asked.keyed, in: asked.identity.churchID) {
                    try await coordinator.requireMember(of: asked)
                    return try Response(json: try await controllers.answer(asked, to: route), unless: asked.knownTags)
                }
            }
        }
    }
    return router
}

/// Those who answer requests of people and back ends.
private struct Controllers: Sendable {
    let commands: CommandController
    let reading: ReadingController
    let preferences: PreferenceController
    let brokerTokens: BrokerTokenController
    let ice: ICEController
    let recordings: RecordingController
    let presence: PresenceController
    let webhooks: WebhookController
    let devices: DeviceController
    let quality: QualityController
    let peers: PeerController
    let settings: ClientSettingsController

    init(
        _ coordinator: CallCoordinator, _ media: any MediaRooms, _ devices: any DeviceDirectory, _ authenticator: TokenAuthenticator,
        _ limiter: RateLimiter, _ peers: PeerRelay, _ configuration: APIConfiguration, _ presence: PresenceBoard,
        _ settings: ClientSettingsBoard,
        _ recorder: QualityRecorder, _ webhookDesk: WebhookDesk?
    ) {
        commands = CommandController(coordinator: coordinator, media: media, ice: configuration.ice, limiter: limiter)
        reading = ReadingController(coordinator: coordinator)
        preferences = PreferenceController(coordinator: coordinator)
        brokerTokens = BrokerTokenController(coordinator: coordinator, authenticator: authenticator, access: configuration.broker)
        ice = ICEController(coordinator: coordinator, servers: configuration.ice)
        recordings = RecordingController(coordinator: coordinator, isOn: configuration.isRecordingOn)
        self.presence = PresenceController(coordinator: coordinator, board: presence)
        webhooks = WebhookController(desk: webhookDesk, coordinator: coordinator)
        self.devices = DeviceController(directory: devices, coordinator: coordinator)
        quality = QualityController(coordinator: coordinator, recorder: recorder, limiter: limiter)
        self.peers = PeerController(coordinator: coordinator, relay: peers)
        self.settings = ClientSettingsController(coordinator: coordinator, board: settings)
    }

    /// Passes a request on to the controller's method for it.
    func answer(_ request: APIRequest, to route: APIRoute) async throws -> any AnswerBody {
        switch route {
        case .createCall: try await commands.create(request)
        case .acceptCall: try await commands.accept(request)
        case .rejectCall: try await commands.reject(request)
        case .cancelCall: try await commands.cancel(request)
        case .connectCall: try await commands.connected(request)
        case .endCall: try await commands.end(request)
        case .updateParticipant: try await commands.update(request)
        case .acknowledgeRinging: try await commands.ringing(request)
        case .leaveCall: try await commands.leave(request)
        case .inviteToCall: try await commands.invite(request)
        case .refreshToken: try await commands.refreshToken(request)
        case .muteParticipant: try await commands.mute(request)
        case .removeParticipant: try await commands.remove(request)
        case .reportQuality, .quality: try await quality.answer(request, to: route)
        case .activeCall: try await reading.active(request)
        case .history: try await reading.history(request)
        case .statistics: try await reading.statistics(request)
        case .call: try await reading.call(request)
        case .events: try await reading.events(request)
        case .blocks, .blockMember, .unblockMember, .doNotDisturb, .setDoNotDisturb:
            try await preferences.answer(request, to: route)
        case .brokerToken: try await brokerTokens.make(request)
        case .iceServers: ice.list(request)
        case .clientSettings: settings.show(request)
        case .presence: try await presence.list(request)
        case .registerDevice: try await devices.register(request)
        case .unregisterDevice: try await devices.unregister(request)
        case .webhooks, .createWebhook, .webhook, .updateWebhook, .deleteWebhook, .rotateWebhookSecret, .testWebhook,
            .deadLetters, .replayDeadLetters:
            try await webhooks.answer(request, to: route)
        case .offer, .answer, .iceCandidates, .startRecording, .stopRecording: try await answerAboutMedia(request, to: route)
        case .eventStream, .health, .readiness, .brokerAuth, .brokerACL, .mediaEvents: throw Problem(.notFound)
        }
    }

    private func answerAboutMedia(_ request: APIRequest, to route: APIRoute) async throws -> any AnswerBody {
        switch route {
        case .offer: try await peers.offer(request)
        case .answer: try await peers.answer(request)
        case .iceCandidates: try await peers.candidates(request)
        case .startRecording: try await recordings.start(request)
        case .stopRecording: try await recordings.stop(request)
        default: throw Problem(.notFound)
        }
    }
}

extension Router<APIRequestContext> {
    /// What every request goes through, the outermost first.
    fileprivate func addMiddleware(_ configuration: APIConfiguration, _ logger: Logger) {
        add(middleware: ClientAddressMiddleware(proxies: configuration.trustedProxies))
        add(middleware: AnswerHeadersMiddleware(isSecure: configuration.isSecure))
        add(middleware: CrossOriginMiddleware(rules: CrossOriginRules(configuration.corsOrigins)))
        add(middleware: AccessLogMiddleware(logger: logger))
        add(middleware: ProblemMiddleware(logger: logger))
    }
}
