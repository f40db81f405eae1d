import FoundationEssentials

extension CallTransition {
    /// How long after his ring time, seconds, a callee's answer still counts if it overtakes the scheduler. Later the caller has given up.
    private static let answerGrace = 0.5

    /// A callee answers; with `glare`, by having called the caller himself with a call of that type.
    mutating func accept(_ party: Party, glare: CallType?) throws(CallConflict) {
        let index = try index(of: party.member)
        let part = call.participants[index]
        guard call.status.isLive else { throw .over }
        guard part.inviteSeq != nil else { throw .notRinging }
        if part.state.isIn {
            guard part.device == party.device.id else { throw .answeredElsewhere }
            return
        }
        guard part.state.isRinging else {
            throw part.hasDeclined && part.device != party.device.id ? .declinedElsewhere : .notRinging
        }
        guard part.ringDeadline.map({ now <= $0.addingTimeInterval(Self.answerGrace) }) ?? true else { throw .notRinging }
        note(.accepted, by: party.member, device: party.device)
        call.participants[index].state = .accepted
        call.participants[index].acceptedAt = now
        call.participants[index].device = party.device.id
        if call.answeredAt == nil {
            call.answeredAt = now
            call.status = .connecting
        }
        if let glare {
            call.participants[index].isGlare = true
            call.participants[index].media = MediaFlags(type: glare)
        }
        let ownInbox = inbox(of: party.member)
        emit(.accept(.init(part.member)), to: [callTopic, callerInbox] + (glare == nil || index == 0 ? [] : [ownInbox]))
        emit(.answeredElsewhere(.init(part.member.id, device: party.device.id)), to: [ownInbox])
    }

    /// A callee declines; his other devices are told to stop.
    mutating func reject(_ party: Party, _ reason: RejectReason) throws(CallConflict) {
        let index = try index(of: party.member)
        let part = call.participants[index]
        if part.hasDeclined {
            guard part.device == party.device.id else { throw .declinedElsewhere }
            return
        }
        guard call.status.isLive else { throw .over }
        if part.state.isIn, part.inviteSeq != nil {
            throw part.device == party.device.id ? .alreadyAnswered : .answeredElsewhere
        }
        guard part.state.isRinging else { throw .notRinging }
        note(reason == .busy ? .busy : .rejected, by: party.member, device: party.device)
        call.participants[index].state = reason == .busy ? .busy : .rejected
        call.participants[index].device = party.device.id
        call.participants[index].finishedAt = now
        let refusal = SignalBody.Refusal(part.member, reason: reason)
        emit(reason == .busy ? .busy(refusal) : .reject(refusal), to: [callTopic, callerInbox])
        dismiss([index], .declinedElsewhere)
        emit(.declinedElsewhere(.init(part.member.id, device: party.device.id)), to: [inbox(of: party.member)])
        settle(by: party.member, .normal, telling: [party.member])
    }

    /// A participant's media is up. One who is in alone is told of only when another comes in: nobody could hear it before.
    mutating func connect(_ party: Party) throws(CallConflict) {
        let index = try index(of: party.member)
        let part = call.participants[index]
        guard call.status.isLive else { throw .over }
        guard part.state.isIn else { throw .notIn }
        guard part.mayBe(on: party.device) else { throw .answeredElsewhere }
        guard part.state == .accepted else { return showUp(index, by: party) }
        note(.connected, by: party.member, device: party.device)
        call.participants[index].state = .joined
        call.participants[index].joinedAt = now
        if part.isGlare { emit(.accept(.init(part.member)), to: [inbox(of: party.member)]) }
        let joined = call.participants.filter { $0.state == .joined }
        guard joined.count > 1 else { return }
        if call.activeAt == nil {
            call.activeAt = now
            call.status = .active
        }
        for newcomer in joined where joined.count == 2 || newcomer.id == party.member {
            emit(.participantJoined(.init(newcomer.member)), to: [participantsTopic])
        }
    }
}
