/// What a signal says beside the keys that all share.
public enum SignalBody: Sendable, Hashable {
    case invite(Invite)
    case ringing(Callee)
    case accept(Callee)
    case reject(Refusal)
    case busy(Refusal)
    case cancel(Cancel)
    case end(End)
    case answeredElsewhere(Elsewhere)
    case declinedElsewhere(Elsewhere)
    case participantJoined(Joined)
    case participantLeft(Left)
    case participantMuted(Muted)
    case participantVideo(Video)
    case participantSpeaker(Speaker)
    case participantScreenShare(ScreenShare)
    case participantHand(Hand)
    case participantReconnecting(Named)
    case participantReconnected(Named)
    case networkQuality(Quality)
    case webRTCOffer(Description)
    case webRTCAnswer(Description)
    case iceCandidates(Candidates)
    case recordingStarted(RecordingStart)
    case recordingStopped(RecordingEnd)

    /// Key `type`.
    public var type: SignalType {
        switch self {
        case .invite: .callInvite
        case .ringing: .callRinging
        case .accept: .callAccept
        case .reject: .callReject
        case .busy: .callBusy
        case .cancel: .callCancel
        case .end: .callEnd
        case .answeredElsewhere: .callAnsweredElsewhere
        case .declinedElsewhere: .callDeclinedElsewhere
        case .participantJoined: .participantJoined
        case .participantLeft: .participantLeft
        case .participantMuted: .participantMuted
        case .participantVideo: .participantVideo
        case .participantSpeaker: .participantSpeaker
        case .participantScreenShare: .participantScreenShare
        case .participantHand: .participantHand
        case .participantReconnecting: .participantReconnecting
        case .participantReconnected: .participantReconnected
        case .networkQuality: .networkQuality
        case .webRTCOffer: .webRTCOffer
        case .webRTCAnswer: .webRTCAnswer
        case .iceCandidates: .iceCandidates
        case .recordingStarted: .recordingStarted
        case .recordingStopped: .recordingStopped
        }
    }
}
