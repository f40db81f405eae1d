extension CallTransition {
    /// The caller gives up before anybody answered.
    mutating func cancel(_ party: Party) throws(CallConflict) {
        let index = try index(of: party.member)
        guard index == 0 else { throw .notCaller }
        guard call.status.isLive else {
            guard call.endReason == .cancelled, call.endedBy == party.member else { throw .over }
            return
        }
        guard call.answeredAt == nil else { throw .alreadyAnswered }
        note(.cancelled, by: party.member, device: party.device)
        finish(.ended, .cancelled, by: party.member)
    }

    /// A participant goes; the others stay while two are in, or one is and somebody rings.
    mutating func leave(_ party: Party) throws(CallConflict) {
        let index = try index(of: party.member)
        if call.participants[index].state == .left, call.status.isLive || call.endedBy == party.member { return }
        guard call.status.isLive else { throw .over }
        guard call.participants[index].state.isIn else { throw .notIn }
        guard call.participants[index].mayBe(on: party.device) else { throw .answeredElsewhere }
        if index == 0, call.answeredAt == nil { return try cancel(party) }
        note(.left, by: party.member, device: party.device)
        goOut(index, as: .left)
        settle(by: party.member, .normal, telling: [party.member])
        if call.status.isLive { emit(.participantLeft(.init(call.participants[index].member)), to: [participantsTopic]) }
    }

    /// A participant hangs up: the caller, or either side of a call of two, for all; a callee of a group for himself.
    mutating func end(_ party: Party, _ reason: HangUpReason) throws(CallConflict) {
        let index = try index(of: party.member)
        let part = call.participants[index]
        if !call.status.isLive, call.endedBy == party.member { return }
        if call.isGroup, part.role == .callee { return try leave(party) }
        guard call.status.isLive else { throw .over }
        guard part.state.isIn else { throw .notIn }
        guard part.mayBe(on: party.device) else { throw .answeredElsewhere }
        if index == 0, call.answeredAt == nil { return try cancel(party) }
        note(.ended, by: party.member, device: party.device)
        hangUp(reason, by: party.member)
    }

    /// An administrator ends the call for all.
    mutating func forceEnd(by admin: MemberID, _ reason: HangUpReason) throws(CallConflict) {
        guard call.status.isLive else {
            guard call.endedBy == admin else { throw .over }
            return
        }
        note(.ended, by: admin)
        hangUp(reason, by: admin)
    }

    private mutating func hangUp(_ reason: HangUpReason, by member: MemberID) {
        let failed = reason != .normal && call.activeAt == nil
        finish(failed ? .failed : .ended, reason.endReason, by: member)
    }

    /// Ends the call if nobody is left to talk to: nobody in, or one in and nobody ringing.
    mutating func settle(by member: MemberID?, _ reason: EndReason, telling others: [MemberID] = []) {
        let inside = call.participants.count { $0.state.isIn }
        guard inside == 0 || (inside == 1 && !call.participants.contains { $0.state.isRinging }) else { return }
        guard call.answeredAt == nil else {
            return finish(reason != .normal && call.activeAt == nil ? .failed : .ended, reason, by: member, telling: others)
        }
        let states = call.callees.map(\.state)
        if states.contains(.missed) {
            finish(.missed, .missed, by: nil, telling: others)
        } else if states.contains(.rejected) {
            finish(.rejected, .rejected, by: member, telling: others)
        } else if states.contains(.busy) {
            finish(.busy, .busy, by: member, telling: others)
        } else {  // all were taken out: nobody is called any more
            finish(.ended, .cancelled, by: member, telling: others)
        }
    }

    /// The call is over: those who ring are told to stop, then all who were concerned that it ended.
    mutating func finish(_ status: CallStatus, _ reason: EndReason, by member: MemberID?, telling others: [MemberID] = []) {
        var told = [call.caller.id] + others + call.engaged
        let ringing = call.participants.indices.filter { call.participants[$0].state.isRinging }
        dismiss(ringing, reason == .cancelled ? .cancelled : reason == .missed ? .missed : .ended)
        for index in call.participants.indices where call.participants[index].state.isIn { goOut(index, as: .left) }
        let seqBefore = call.seq - signals.count
        told += call.participants.filter { ($0.dismissal?.seq ?? 0) > seqBefore }.map(\.id)
        close(status, reason, by: member)
        let body = SignalBody.End(endedBy: member, reason: reason, durationSeconds: call.durationSeconds ?? 0)
        emit(.end(body), to: [callTopic] + unique(told).map { inbox(of: $0) })
    }

    /// A call that nobody could be rung for.
    mutating func endStillborn() {
        goOut(0, as: .left)
        close(.busy, .busy, by: nil)
    }

    private mutating func close(_ status: CallStatus, _ reason: EndReason, by member: MemberID?) {
        call.status = status
        call.endReason = reason
        call.endedBy = member
        call.endedAt = now
        if call.answeredAt != nil { call.durationSeconds = call.duration(at: now) }
    }

    /// Stops the phones of those at `indices`; who has not answered for himself has missed the call.
    ///
    /// On the call's topic it means the whole call, so it goes there only when the caller gave up (CONTRACT, MQTT).
    mutating func dismiss(_ indices: [Int], _ reason: CancelReason, removedBy host: MemberID? = nil) {
        guard !indices.isEmpty else { return }
        let inboxes = indices.map { inbox(of: call.participants[$0].id) }
        let body = SignalBody.Cancel(callerID: call.caller.id, reason: reason, removedBy: host)
        let seq = emit(.cancel(body), to: (reason == .cancelled ? [callTopic] : []) + inboxes)
        for index in indices {
            call.participants[index].dismissal = .init(seq: seq, reason: reason, at: now, removedBy: host)
            guard call.participants[index].state.isRinging else { continue }
            call.participants[index].state = .missed
            call.participants[index].finishedAt = now
        }
    }

    mutating func goOut(_ index: Int, as state: ParticipantState) {
        call.participants[index].state = state
        call.participants[index].leftAt = now
        call.participants[index].finishedAt = now
        call.participants[index].forgetConnection()
    }

    private func unique(_ members: [MemberID]) -> [MemberID] {
        var seen: Set<MemberID> = []
        return members.filter { seen.insert($0).inserted }
    }
}
