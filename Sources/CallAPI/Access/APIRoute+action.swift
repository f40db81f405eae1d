public import TokenVerification

extension APIRoute {
    /// What an API key must be good for to go this way; nil where none is good: nobody is asked who he is, or it is for people alone.
    public var action: APIAction? {
        switch self {
        case .createCall: .createCalls
        case .acceptCall, .rejectCall, .cancelCall, .connectCall, .endCall, .updateParticipant: .actOnCalls
        case .acknowledgeRinging, .leaveCall, .inviteToCall, .refreshToken, .iceServers: .actOnCalls
        case .muteParticipant, .removeParticipant, .reportQuality: .actOnCalls
        case .quality: .readCalls
        case .offer, .answer, .iceCandidates: .actOnCalls
        case .startRecording, .stopRecording: .actOnCalls
        case .activeCall, .call, .events: .readCalls
        case .presence, .clientSettings: .readCalls
        case .history, .statistics: .readHistory
        case .blocks, .doNotDisturb: .readPreferences
        case .blockMember, .unblockMember, .setDoNotDisturb, .registerDevice, .unregisterDevice: .writePreferences
        case .webhooks, .createWebhook, .webhook, .updateWebhook, .deleteWebhook, .rotateWebhookSecret, .testWebhook: nil
        case .deadLetters, .replayDeadLetters: nil
        case .brokerToken, .brokerAuth, .brokerACL, .eventStream, .mediaEvents, .health, .readiness: nil
        }
    }
}
