/// Key `type` of a payload. Apps ignore those they do not know.
public enum SignalType: String, Sendable, Codable, CaseIterable {
    /// Somebody calls.
    case callInvite = "call_invite"
    /// A callee's phone rings.
    case callRinging = "call_ringing"
    /// A callee answered.
    case callAccept = "call_accept"
    /// A callee declined.
    case callReject = "call_reject"
    /// A callee is engaged.
    case callBusy = "call_busy"
    /// Stop ringing.
    case callCancel = "call_cancel"
    /// The call is over.
    case callEnd = "call_end"
    /// Another device of the member answered.
    case callAnsweredElsewhere = "call_answered_elsewhere"
    /// Another device of the member declined.
    case callDeclinedElsewhere = "call_declined_elsewhere"
    /// Somebody's media is up.
    case participantJoined = "participant_joined"
    /// Somebody went.
    case participantLeft = "participant_left"
    /// Somebody's microphone changed.
    case participantMuted = "participant_muted"
    /// Somebody's camera changed.
    case participantVideo = "participant_video"
    /// Somebody's speaker changed.
    case participantSpeaker = "participant_speaker"
    /// Somebody shares his screen, or does so no more.
    case participantScreenShare = "participant_screen_share"
    /// Somebody raised or lowered his hand.
    case participantHand = "participant_hand"
    /// Somebody's connection is gone; he is given some time to come back.
    case participantReconnecting = "participant_reconnecting"
    /// It is back.
    case participantReconnected = "participant_reconnected"
    /// How good somebody's connection is.
    case networkQuality = "network_quality"
    /// A participant offers another a session.
    case webRTCOffer = "webrtc_offer"
    /// He answers an offer.
    case webRTCAnswer = "webrtc_answer"
    /// He tells where he can be reached.
    case iceCandidates = "webrtc_ice_candidates"
    /// What is said is recorded from now on.
    case recordingStarted = "recording_started"
    /// It is recorded no more.
    case recordingStopped = "recording_stopped"
}
