import CallAPI

/// A row of the matrix of routes: what is asked, about what, and what each asker should get.
struct RouteRow {
    /// In words, for the document.
    let asks: String
    /// How things stand when he asks.
    let situation: Scene.Situation
    /// Whose business it is: he is the asker `own`.
    let owner: String
    /// Whom the address names, if it names somebody.
    let member: String
    let body: JSONValue?
    let cells: RouteCells

    init(
        _ asks: String, _ situation: Scene.Situation, of owner: String, on member: String = Scene.third, body: JSONValue? = nil,
        _ cells: RouteCells
    ) {
        self.member = member
        self.asks = asks
        self.situation = situation
        self.owner = owner
        self.body = body
        self.cells = cells
    }
}

extension APIRoute {
    /// The route's row. A new route does not compile until it has one.
    var row: RouteRow {
        let (caller, callee) = (Scene.caller, Scene.callee)
        let done = RouteCells.ofCall(.granted(.changed, .published))
        let told = RouteCells.ofMember(.granted(.told), others: .granted())
        let wished = RouteCells.ofMember(.granted(.changed), others: .granted(.ownChanged))
        let called = RouteCell.granted(.told, .changed, .published)
        let passed = RouteCells.ofCall(.granted(.published))
        let ended = RouteCells.ofCall(.granted(.changed, .published), admin: .granted(.changed, .published))
        let seen = RouteCells.ofCall(.granted(.told), admin: .granted(.told))
        return switch self {
        case .createCall: RouteRow("a call to a member of the church", .quiet, of: caller, body: .calls(Scene.third), .ofChurch(called))
        case .acceptCall: RouteRow("the callee's call, which rings", .ringing, of: callee, .ofCall(called))
        case .rejectCall, .acknowledgeRinging: RouteRow("the callee's call, which rings", .ringing, of: callee, done)
        case .cancelCall: RouteRow("the caller's call, which rings", .ringing, of: caller, done)
        case .connectCall: RouteRow("the callee's call, which he has answered", .answered, of: callee, done)
        case .endCall: RouteRow("the caller's call", .active, of: caller, ended)
        case .updateParticipant: RouteRow("the callee's microphone in his call", .active, of: callee, body: .muting, done)
        case .leaveCall: RouteRow("the callee's call", .active, of: callee, done)
        case .inviteToCall: RouteRow("the caller's call, another member into it", .active, of: caller, body: .calls(Scene.guest), done)
        case .muteParticipant: RouteRow("the callee's microphone, by the caller", .active, of: caller, on: callee, ended)
        case .removeParticipant: RouteRow("the callee's part in the caller's call", .active, of: caller, on: callee, ended)
        case .reportQuality: RouteRow("the callee's connection in his call", .active, of: callee, body: .measured, done)
        case .quality: RouteRow("the connections of the caller's call", .active, of: caller, seen)
        case .refreshToken: RouteRow("the caller's call", .active, of: caller, .ofCall(.granted(.told)))
        case .activeCall, .history, .statistics: RouteRow("the caller's calls, one of which is live", .active, of: caller, told)
        case .call, .events: RouteRow("the caller's call", .active, of: caller, seen)
        case .blocks: RouteRow("the caller's list, which has somebody", .wishes, of: caller, told)
        case .blockMember: RouteRow("the caller's list", .quiet, of: caller, wished)
        case .unblockMember:
            RouteRow("the caller's list, which has this member", .wishes, of: caller, .ofMember(.granted(.changed), others: .granted()))
        case .doNotDisturb: RouteRow("the caller's wish, which is set", .wishes, of: caller, told)
        case .setDoNotDisturb: RouteRow("the caller's wish", .quiet, of: caller, body: .undisturbed, wished)
        case .brokerToken:
            RouteRow(
                "a token for the broker, with the topics of the caller's call", .active, of: caller, body: .callTopics,
                .ofCall(.granted(.told), service: .refused(.forbiddenScope)))
        case .iceServers:
            RouteRow(
                "a name and a password of the asker's own for the TURN server", .quiet, of: caller,
                .ofMember(.granted(), others: .granted()))
        case .presence:
            RouteRow(
                "how the church's members stand, one of whom is in a call", .active, of: caller,
                .ofOwnChurch(.granted(.told), elsewhere: .granted()))
        case .registerDevice: RouteRow("the caller's devices", .quiet, of: caller, body: .newDevice, wished)
        case .unregisterDevice:
            RouteRow("the caller's devices, of which this is one", .wishes, of: caller, .ofMember(.granted(.changed), others: .granted()))
        case .offer, .answer: RouteRow("the caller's words to the callee, in their call", .active, of: caller, body: .description, passed)
        case .iceCandidates:
            RouteRow("the caller's words to the callee, in their call", .active, of: caller, body: .candidates, passed)
        case .eventStream:
            RouteRow(
                "a stream of his own signals", .quiet, of: caller,
                .ofMember(.granted(), others: .granted(), service: .refused(.forbiddenScope)))
        case .webhooks:
            RouteRow(
                "the church's webhooks, one of which there is", .quiet, of: caller,
                .ofAdministrators(.granted(.told), elsewhere: .granted()))
        case .createWebhook:
            RouteRow(
                "a webhook for the church", .quiet, of: caller, body: .webhook,
                .ofAdministrators(.granted(.changed), elsewhere: .granted(.ownChanged)))
        case .webhook: RouteRow("the church's webhook", .quiet, of: caller, .ofAdministrators(.granted(.told)))
        case .updateWebhook:
            RouteRow("the church's webhook", .quiet, of: caller, body: .switchingOff, .ofAdministrators(.granted(.told, .changed)))
        case .deleteWebhook: RouteRow("the church's webhook", .quiet, of: caller, .ofAdministrators(.granted(.changed)))
        case .rotateWebhookSecret: RouteRow("the church's webhook", .quiet, of: caller, .ofAdministrators(.granted(.told, .changed)))
        case .testWebhook: RouteRow("the church's webhook", .quiet, of: caller, .ofAdministrators(.granted()))
        case .deadLetters: RouteRow("what the church's webhook did not take", .quiet, of: caller, .ofAdministrators(.granted(.told)))
        case .replayDeadLetters:
            RouteRow("what the church's webhook did not take, sent again", .quiet, of: caller, .ofAdministrators(.granted(.changed)))
        case .clientSettings:
            RouteRow("where the broker is, and by which rules calls go", .quiet, of: caller, .ofMember(.granted(), others: .granted()))
        case .brokerAuth: RouteRow("whether the broker should let somebody in", .quiet, of: caller, body: .login, .ofBrokers)
        case .brokerACL: RouteRow("whether the broker should let somebody hear a topic", .quiet, of: caller, body: .hearing, .ofBrokers)
        case .mediaEvents:
            RouteRow(
                "that the caller's room is finished, as the media server says it", .active, of: caller, body: .roomFinished, .ofBrokers)
        case .startRecording:
            RouteRow(
                "the caller's call, to be recorded", .active, of: caller, .ofCall(.granted(.changed), admin: .granted(.changed)))
        case .stopRecording:
            RouteRow(
                "the caller's call, to be recorded no more, which it is not", .active, of: caller, .ofCall(.granted(), admin: .granted()))
        case .health, .readiness: RouteRow("the service's health", .quiet, of: caller, .ofAnybody(.granted()))
        }
    }

    /// Whether an answer tells of what the row is about.
    func tells(_ body: JSONValue) -> Bool {
        switch self {
        case .createCall, .acceptCall, .refreshToken: body["livekit_token"]?.string?.isEmpty == false
        case .brokerToken: body["token"]?.string?.isEmpty == false
        case .brokerAuth, .brokerACL: body["result"] != nil
        case .activeCall, .call, .events, .quality: body["participants"] != nil || body["events"] != nil
        case .history: body["calls"]?.elements.isEmpty == false || (body["total"]?.int ?? 0) > 0
        case .statistics: (body["total_calls"]?.int ?? 0) > 0
        case .blocks: body["blocks"]?.elements.isEmpty == false
        case .deadLetters: (body["total"]?.int ?? 0) > 0
        case .doNotDisturb: body["enabled"]?.bool == true
        case .presence: body["presences"]?.elements.isEmpty == false
        case .rejectCall, .cancelCall, .connectCall, .endCall, .updateParticipant, .acknowledgeRinging, .leaveCall, .inviteToCall,
            .muteParticipant, .removeParticipant, .reportQuality, .blockMember, .unblockMember, .setDoNotDisturb, .iceServers,
            .registerDevice, .unregisterDevice, .offer, .answer, .iceCandidates, .eventStream, .startRecording, .stopRecording,
            .mediaEvents, .clientSettings, .health, .readiness:
            false
        case .webhooks, .createWebhook, .webhook, .updateWebhook, .deleteWebhook, .rotateWebhookSecret, .testWebhook,
            .replayDeadLetters:
            false
        }
    }
}

extension APIRoute {
    /// What stands in the query; a stream would not end without.
    var rowQuery: String? {
        switch self {
        case .unregisterDevice: "device_id=\(Scene.device)"
        case .eventStream: "max_seconds=0"
        default: nil
        }
    }
}

extension JSONValue {
    /// A token that no other cell registers: it would move.
    fileprivate static let newDevice = device("{id}")

    /// A phone with this token.
    static func device(_ token: String) -> JSONValue {
        .object(["device_id": .string(Scene.device), "platform": "android", "kind": "fcm", "token": .string(token)])
    }

    fileprivate static let measured = JSONValue.object([
        "jitter_ms": .number(2), "packet_loss_percent": .number(0), "round_trip_ms": .number(30),
    ])
    fileprivate static let muting = JSONValue.object(["is_muted": .bool(true)])
    /// The matrix puts the call's id in.
    fileprivate static let callTopics = JSONValue.object(["call_ids": .array([.string("{id}")])])
    fileprivate static let description = JSONValue.object(["sdp": "v=0\r\n"])
    fileprivate static let candidates = JSONValue.object(["end_of_candidates": .bool(true)])
    fileprivate static let login = JSONValue.object(["clientid": "c", "username": "anna", "password": "p"])
    fileprivate static let hearing = JSONValue.object(["clientid": "c", "username": "anna", "action": "subscribe", "topic": "faithflow/#"])
    fileprivate static let webhook = JSONValue.object(["url": "https://hooks.example.org"])
    fileprivate static let switchingOff = JSONValue.object(["is_enabled": .bool(false)])
    fileprivate static let roomFinished = JSONValue.object([
        "event": "room_finished", "id": "EV_1", "room": .object(["name": "faithflow_c_{id}"]),
    ])
    fileprivate static let undisturbed = JSONValue.object(["enabled": .bool(true)])

    fileprivate static func calls(_ member: String) -> JSONValue {
        .object(["callee_ids": .array([.string(member)]), "call_type": "voice"])
    }
}
