/// What a webhook tells of (`type`). Those who receive it ignore types that they do not know.
public enum WebhookEventType: String, Sendable, Hashable, CaseIterable, Codable {
    /// A call was made.
    case callCreated = "call.created"
    /// A phone of a callee acknowledged that it rings.
    case callRinging = "call.ringing"
    /// A callee answered.
    case callAccepted = "call.accepted"
    /// A callee declined.
    case callRejected = "call.rejected"
    /// A callee was, or said he was, engaged.
    case callBusy = "call.busy"
    /// A callee's ring time was over.
    case callMissed = "call.missed"
    /// The caller gave up before anybody answered.
    case callCancelled = "call.cancelled"
    /// The call is over, however: the last of each call.
    case callEnded = "call.ended"
    /// A member was called in.
    case participantInvited = "participant.invited"
    /// A participant's media is up.
    case participantJoined = "participant.joined"
    /// A participant changed his microphone, camera or speaker.
    case participantUpdated = "participant.updated"
    /// A participant's connection is gone, and he is waited for.
    case participantReconnecting = "participant.reconnecting"
    /// He is back.
    case participantReconnected = "participant.reconnected"
    /// A participant went, or was taken out.
    case participantLeft = "participant.left"
    /// Somebody tries the endpoint out. Whatever an endpoint wants, it gets this.
    case test = "webhook.test"

    /// Those that can be asked for.
    public static let wanted = allCases.filter { $0 != .test }
}
