import CallSignaling

/// Colours on a terminal (ECMA-48, SGR), or none.
enum SignalStyle: Hashable, Sendable {
    case plain
    case coloured

    /// Colours only where somebody sees them and has not asked for none (no-color.org).
    init(isTerminal: Bool, environment: [String: String]) {
        let isUnwanted = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        self = isTerminal && !isUnwanted && environment["TERM"] != "dumb" ? .coloured : .plain
    }

    /// Of less interest.
    func faint(_ text: String) -> String { wrap(text, 2) }

    /// Of more.
    func strong(_ text: String) -> String { wrap(text, 1) }

    /// `text` in the colour of a signal type; unknown types have none.
    func colour(_ text: String, for type: String) -> String {
        switch SignalType(rawValue: type) {
        case .callInvite: wrap(text, 36)
        case .callRinging: wrap(text, 34)
        case .callAccept, .participantJoined, .participantReconnected: wrap(text, 32)
        case .callReject, .callBusy, .callCancel, .participantReconnecting: wrap(text, 33)
        case .callEnd, .participantLeft: wrap(text, 31)
        case .callAnsweredElsewhere, .callDeclinedElsewhere: wrap(text, 35)
        case .participantMuted, .participantVideo, .participantSpeaker, .participantScreenShare, .participantHand, .networkQuality,
            .webRTCOffer, .webRTCAnswer, .iceCandidates, .recordingStarted, .recordingStopped, nil:
            text
        }
    }

    private func wrap(_ text: String, _ code: Int) -> String { self == .plain ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m" }
}
