/// Everything that can happen to a call.
public enum CallEvent: Sendable, Hashable {
    /// A phone of the callee acknowledged the invite.
    case ringing(Party)
    /// The callee answers.
    case accept(Party)
    /// The callee called the caller while this call rang, with a call of this type: he answers.
    case glare(Party, CallType)
    /// The callee declines.
    case reject(Party, RejectReason)
    /// The caller gives up before anybody answered.
    case cancel(Party)
    /// A participant's media is up.
    case connected(Party)
    /// A participant goes; the others stay.
    case leave(Party)
    /// A participant hangs up: for all where he may, else for himself.
    case end(Party, HangUpReason)
    /// An administrator who takes no part ends the call for all.
    case forceEnd(by: MemberID, HangUpReason)
    /// A participant changed his microphone, camera, speaker, screen or hand.
    case update(Party, MediaChange)
    /// A participant's app measured his connection.
    case quality(Party, QualityReport)
    /// A participant calls more people in.
    case invite(Party, [Invitee])
    /// The host switches a participant's microphone off.
    case mute(by: Host, MemberID)
    /// The host takes a participant out, or stops his phones.
    case remove(by: Host, MemberID)
    /// A connection of a participant who is in is gone, as somebody else than his app tells.
    case connectionLost(MemberID, ConnectionKind)
    /// A connection of a participant is there, or there again, as somebody else than his app tells.
    case connectionRestored(MemberID, ConnectionKind)
    /// The host has the call recorded.
    case startRecording(by: Host)
    /// The host has its recording stopped.
    case stopRecording(by: Host)
    /// The media server has given the recording that was asked for this id.
    case recordingPlaced(String)
    /// The media server tells of a recording; also after the call's end.
    case recordingReported(RecordingReport)
    /// Time has come to the call's deadline, or past it.
    case deadlinePassed

    /// Whether who caused it had asked for a call of his own.
    var isCreation: Bool { if case .glare = self { true } else { false } }
}

/// Why a callee declines.
public enum RejectReason: String, Sendable, Codable, CaseIterable {
    /// He does not want to.
    case rejected
    /// He is engaged in something the service does not know of.
    case busy
}

/// Why somebody hangs up.
public enum HangUpReason: String, Sendable, Codable, CaseIterable {
    /// He is done.
    case normal
    /// His media failed.
    case failed
    /// His network failed.
    case networkError = "network_error"

    var endReason: EndReason {
        switch self {
        case .normal: .normal
        case .failed: .failed
        case .networkError: .networkError
        }
    }
}

/// Why a ringing phone must stop (`call_cancel`, key `reason`).
public enum CancelReason: String, Sendable, Codable, CaseIterable {
    /// The caller gave up.
    case cancelled
    /// The call ended, or his part of it: he was taken out.
    case ended
    /// His ring time is over.
    case missed
    /// He declined on another device.
    case declinedElsewhere = "declined_elsewhere"
}
