import CallSignaling

/// The payloads that a whole call has, written straight. Tests hold them to the Codable form.
extension JSONText {
    /// Nil for a body that is published too rarely to be worth it. Keys sorted: those of bodies stand between `call_id` and `seq`.
    init?(_ payload: SignalPayload) {
        self.init()
        add("call_id", payload.callID.rawValue)
        guard addBody(payload.body) else { return nil }
        if let seq = payload.seq { add("seq", seq) }
        if let signalID = payload.signalID { add("signal_id", signalID) }
        add("timestamp", Timestamp(payload.timestamp).text)
        add("type", payload.body.type.rawValue)
    }

    private mutating func addBody(_ body: SignalBody) -> Bool {
        switch body {
        case .invite(let fields): addInvite(fields)
        case .ringing(let fields), .accept(let fields):
            add("callee_id", fields.calleeID.rawValue)
            add("callee_name", fields.calleeName)
        case .reject(let fields), .busy(let fields):
            add("callee_id", fields.calleeID.rawValue)
            add("callee_name", fields.calleeName)
            add("reason", fields.reason.rawValue)
        case .cancel(let fields):
            add("caller_id", fields.callerID.rawValue)
            add("reason", fields.reason.rawValue)
            if let host = fields.removedBy { add("removed_by", host.rawValue) }
        case .end(let fields):
            add("duration_seconds", fields.durationSeconds)
            add("ended_by", fields.endedBy?.rawValue ?? SignalBody.End.system)
            add("reason", fields.reason.rawValue)
            if let host = fields.removedBy { add("removed_by", host.rawValue) }
        case .participantJoined(let fields): add("participant", object: { $0.add(fields.participant.member) })
        case .participantLeft(let fields):
            add("participant_id", fields.participantID.rawValue)
            add("participant_name", fields.participantName)
            if let host = fields.removedBy { add("removed_by", host.rawValue) }
        case .participantReconnecting(let fields), .participantReconnected(let fields):
            add("participant_id", fields.participantID.rawValue)
            add("participant_name", fields.participantName)
        case .answeredElsewhere(let fields), .declinedElsewhere(let fields):
            add("callee_id", fields.calleeID.rawValue)
            add("device_id", fields.deviceID?.rawValue)
        case .participantMuted, .participantVideo, .participantSpeaker, .participantScreenShare, .participantHand, .networkQuality,
            .webRTCOffer, .webRTCAnswer, .iceCandidates, .recordingStarted, .recordingStopped:
            return false
        }
        return true
    }

    private mutating func addInvite(_ fields: SignalBody.Invite) {
        add("call_type", fields.callType.rawValue)
        add("callee_ids", fields.calleeIDs.lazy.map(\.rawValue))
        add("caller", object: { $0.add(fields.caller) })
        add("community_id", fields.community?.id.rawValue)
        add("community_name", fields.community?.name)
        add("expires_at", Timestamp(fields.expiresAt).text)
        if fields.isRecorded { add("is_recorded", true) }
        add("livekit_url", fields.mediaURL)
        add("room_name", fields.roomName)
    }

    private mutating func add(_ member: Member) {
        add("avatar", member.avatar)
        add("id", member.id.rawValue)
        add("name", member.name)
    }
}
