import CallSignaling

/// The payloads that a whole call has, written straight. Tests hold them to the Codable form.
extension JSONText {
    /// Nil for a body that is published too rarely to be worth it.
    init?(_ payload: SignalPayload) {
        guard addBody(payload.body) else { return nil }
        add("type", payload.body.type.rawValue)
        add("call_id", payload.callID.rawValue)
        add("timestamp", Timestamp(payload.timestamp).text)
        if let signalID = payload.signalID { add("signal_id", signalID) }
        if let seq = payload.seq { add("seq", seq) }
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
        case .end(let fields):
            add("ended_by", fields.endedBy?.rawValue ?? SignalBody.End.system)
            add("reason", fields.reason.rawValue)
            add("duration_seconds", fields.durationSeconds)
        case .participantJoined(let fields): add("participant", JSONText(fields.participant.member))
        case .participantLeft(let fields):
            add("participant_id", fields.participantID.rawValue)
            add("participant_name", fields.participantName)
        case .answeredElsewhere, .declinedElsewhere, .participantMuted, .participantVideo, .participantSpeaker, .networkQuality:
            return false
        }
        return true
    }

    private mutating func addInvite(_ fields: SignalBody.Invite) {
        add("room_name", fields.roomName)
        add("call_type", fields.callType.rawValue)
        add("caller", JSONText(fields.caller))
        add("callee_ids", fields.calleeIDs.map(\.rawValue))
        add("community_id", fields.community?.id.rawValue)
        add("community_name", fields.community?.name)
        add("livekit_url", fields.mediaURL)
        add("expires_at", Timestamp(fields.expiresAt).text)
    }

    private init(_ member: Member) {
        add("id", member.id.rawValue)
        add("name", member.name)
        add("avatar", member.avatar)
    }
}
