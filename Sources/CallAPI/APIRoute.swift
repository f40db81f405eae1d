public import HTTPTypes

/// Every route there is. The router is built from this list, and `docs/openapi.yaml` is held to it.
public enum APIRoute: String, CaseIterable, Sendable {
    case createCall, acceptCall, rejectCall, cancelCall, connectCall, endCall, updateParticipant
    case acknowledgeRinging, leaveCall, inviteToCall, refreshToken
    case muteParticipant, removeParticipant
    case reportQuality, quality
    case activeCall, history, statistics, call, events
    case blocks, blockMember, unblockMember, doNotDisturb, setDoNotDisturb
    case brokerToken, brokerAuth, brokerACL
    case iceServers
    case presence
    case registerDevice, unregisterDevice
    case offer, answer, iceCandidates
    case eventStream
    case webhooks, createWebhook, webhook, updateWebhook, deleteWebhook, rotateWebhookSecret, testWebhook
    case deadLetters, replayDeadLetters
    case mediaEvents
    case startRecording, stopRecording
    case clientSettings
    case health, readiness

    /// The method.
    public var method: HTTPRequest.Method {
        switch self {
        case .createCall, .acceptCall, .rejectCall, .cancelCall, .connectCall, .endCall: .post
        case .acknowledgeRinging, .leaveCall, .inviteToCall, .refreshToken: .post
        case .muteParticipant, .removeParticipant, .reportQuality: .post
        case .quality: .get
        case .updateParticipant: .patch
        case .activeCall, .history, .statistics, .call, .events, .health, .readiness: .get
        case .blocks, .doNotDisturb, .iceServers, .eventStream: .get
        case .presence, .clientSettings: .get
        case .mediaEvents, .startRecording, .stopRecording: .post
        case .brokerToken, .brokerAuth, .brokerACL: .post
        case .blockMember, .setDoNotDisturb, .registerDevice: .put
        case .unblockMember, .unregisterDevice: .delete
        case .offer, .answer, .iceCandidates: .post
        case .webhooks, .webhook, .deadLetters: .get
        case .createWebhook, .rotateWebhookSecret, .testWebhook, .replayDeadLetters: .post
        case .updateWebhook: .patch
        case .deleteWebhook: .delete
        }
    }

    /// The path, written as in OpenAPI: `{id}` stands for a call's id, `{member}` for a member's, `{webhook}` for a webhook endpoint's.
    public var path: String {
        switch self {
        case .createCall: "/api/calls"
        case .acceptCall: "/api/calls/{id}/accept"
        case .rejectCall: "/api/calls/{id}/reject"
        case .cancelCall: "/api/calls/{id}/cancel"
        case .connectCall: "/api/calls/{id}/connected"
        case .endCall: "/api/calls/{id}/end"
        case .updateParticipant: "/api/calls/{id}/participant"
        case .acknowledgeRinging: "/api/calls/{id}/ringing"
        case .leaveCall: "/api/calls/{id}/leave"
        case .inviteToCall: "/api/calls/{id}/invite"
        case .refreshToken: "/api/calls/{id}/token"
        case .muteParticipant: "/api/calls/{id}/participants/{member}/mute"
        case .removeParticipant: "/api/calls/{id}/participants/{member}/remove"
        case .reportQuality, .quality: "/api/calls/{id}/quality"
        case .activeCall: "/api/calls/active"
        case .history: "/api/calls/history"
        case .statistics: "/api/calls/stats"
        case .call: "/api/calls/{id}"
        case .events: "/api/calls/{id}/events"
        case .blocks: "/api/blocks"
        case .blockMember, .unblockMember: "/api/blocks/{member}"
        case .doNotDisturb, .setDoNotDisturb: "/api/dnd"
        case .iceServers: "/api/ice-servers"
        case .presence: "/api/presence"
        case .registerDevice, .unregisterDevice: "/api/devices"
        case .eventStream: "/api/events"
        case .offer: "/api/calls/{id}/offer"
        case .answer: "/api/calls/{id}/answer"
        case .iceCandidates: "/api/calls/{id}/ice-candidates"
        case .webhooks, .createWebhook: "/api/webhooks"
        case .webhook, .updateWebhook, .deleteWebhook: "/api/webhooks/{webhook}"
        case .rotateWebhookSecret: "/api/webhooks/{webhook}/secret"
        case .testWebhook: "/api/webhooks/{webhook}/test"
        case .deadLetters: "/api/webhooks/{webhook}/dead-letters"
        case .replayDeadLetters: "/api/webhooks/{webhook}/dead-letters/replay"
        case .mediaEvents: "/api/livekit/webhook"
        case .startRecording: "/api/calls/{id}/recording"
        case .stopRecording: "/api/calls/{id}/recording/stop"
        case .clientSettings: "/api/signaling/config"
        case .brokerToken: "/api/broker-token"
        case .brokerAuth: "/broker/auth"
        case .brokerACL: "/broker/acl"
        case .health: "/healthz"
        case .readiness: "/readyz"
        }
    }

    /// Whether it is part of participants' telling one another where their media goes, which has a limit of its own.
    var isNegotiation: Bool {
        switch self {
        case .offer, .answer, .iceCandidates: true
        default: false
        }
    }

    /// Methods that some route has at the path of a request; none when no route has the path. `HEAD` goes wherever `GET` goes.
    static func methods(at path: String) -> [HTTPRequest.Method] {
        let levels = path.split(separator: "/")
        var methods: [HTTPRequest.Method] = []
        for route in allCases where route.matches(levels) && !methods.contains(route.method) { methods.append(route.method) }
        return methods.contains(.get) ? methods + [.head] : methods
    }

    private func matches(_ levels: [Substring]) -> Bool {
        let template = path.split(separator: "/")
        return template.count == levels.count && zip(template, levels).allSatisfy { $0.first == "{" || $0 == $1 }
    }
}
