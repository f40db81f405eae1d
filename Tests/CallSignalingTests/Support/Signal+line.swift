import CallSignaling

extension Signal {
    /// The signal in a line: type, whom it is about, `(reason)`, and where it goes, such as `call_reject bob (rejected) > call ann`.
    ///
    /// `bob!` is Bob's incoming calls, `bob` his call status, `call` and `people` the two topics of the call.
    var line: String { "\(body.type.rawValue)\(body.about) > \(topics.map(\.short).joined(separator: " "))" }
}

extension Topic {
    fileprivate var short: String {
        switch self {
        case .incomingCall(_, let member): "\(member)!"
        case .callStatus(_, let member): "\(member)"
        case .signal: "call"
        case .participants: "people"
        case .settings: "settings"
        case .presence(_, let member), .engagement(_, let member): "\(member)?"
        case .webRTC(_, let member): "\(member)~"
        }
    }
}

extension SignalBody {
    fileprivate var about: String {
        switch self {
        case .invite: ""
        case .ringing(let fields), .accept(let fields): " \(fields.calleeID)"
        case .reject(let fields), .busy(let fields): " \(fields.calleeID) (\(fields.reason.rawValue))"
        case .cancel(let fields): " (\(fields.reason.rawValue))" + fields.removedBy.host
        case .end(let fields):
            " \(fields.endedBy?.rawValue ?? "system") (\(fields.reason.rawValue) \(fields.durationSeconds)s)" + fields.removedBy.host
        case .answeredElsewhere(let fields), .declinedElsewhere(let fields):
            " \(fields.calleeID)" + (fields.deviceID.map { " on \($0)" } ?? "")
        case .participantJoined(let fields): " \(fields.participant.member.id)"
        case .participantLeft(let fields): " \(fields.participantID)" + fields.removedBy.host
        case .participantMuted(let fields): " \(fields.participantID) \(fields.isMuted)" + fields.mutedBy.host
        case .participantVideo(let fields): " \(fields.participantID) \(fields.isVideoEnabled)"
        case .participantSpeaker(let fields): " \(fields.participantID) \(fields.isSpeakerOn)"
        case .participantScreenShare(let fields): " \(fields.participantID) \(fields.isScreenSharing)"
        case .participantHand(let fields): " \(fields.participantID) \(fields.isHandRaised)"
        case .participantReconnecting(let fields), .participantReconnected(let fields): " \(fields.participantID)"
        case .recordingStarted(let fields): " \(fields.startedBy)"
        case .recordingStopped(let fields): " \(fields.reason.rawValue)"
        case .networkQuality(let fields): " \(fields.participantID) \(fields.quality.rawValue)"
        case .webRTCOffer(let fields), .webRTCAnswer(let fields): " \(fields.from) \(fields.to)"
        case .iceCandidates(let fields): " \(fields.from) \(fields.to) \(fields.candidates.count)"
        }
    }
}

extension MemberID? {
    fileprivate var host: String { map { " by \($0)" } ?? "" }
}
