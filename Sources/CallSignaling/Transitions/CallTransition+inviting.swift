import FoundationEssentials

extension CallTransition {
    /// Calls more people in. Those who ring or are in already are left alone; of those who are out, whoever is free rings again.
    mutating func invite(_ party: Party, _ invitees: [Invitee]) throws(CallConflict) {
        let inviter = try index(of: party.member)
        guard call.status.isLive else { throw .over }
        guard call.participants[inviter].state.isIn else { throw .notIn }
        let absent = invitees.filter { call.participant($0.member.id)?.state.isEngaged != true }
        guard !absent.isEmpty else { return }
        guard !absent.allSatisfy(\.isEngaged) else { throw .calleesBusy(absent.map(\.member.id)) }
        note(.invited, by: party.member, device: party.device)
        ring(absent)
    }

    /// Rings those who are free and lists the others as busy; one who has had a part already keeps it as it was.
    mutating func ring(_ invitees: [Invitee]) {
        let free = invitees.filter { !$0.isEngaged }
        let deadline = now.addingTimeInterval(call.timeouts.ring)
        for invitee in invitees where !invitee.isEngaged || call.participant(invitee.member.id) == nil {
            let role = call.participant(invitee.member.id)?.role ?? .callee
            var part = Participant(invitee.member, role: role, state: invitee.isEngaged ? .busy : .invited, type: call.type)
            if invitee.isEngaged {
                part.finishedAt = now
                if invitee.isUnlisted { part.unlisted = true }
            } else {
                part.invitedAt = now
                part.inviteSeq = call.seq + 1
                part.ringDeadline = deadline
            }
            place(part)
        }
        if !free.isEmpty {
            let topics = free.map { Topic.incomingCall(call.churchID, $0.member.id) }
            emit(.invite(call.inviteBody(expiresAt: deadline)), to: topics, expiresAt: deadline)
        }
        for invitee in invitees where invitee.isEngaged {
            note(.busy, by: invitee.member.id)
            emit(.busy(.init(invitee.member, reason: .busy)), to: [callTopic, callerInbox])
        }
    }

    private mutating func place(_ part: Participant) {
        if let index = call.participants.firstIndex(where: { $0.id == part.id }) {
            call.participants[index] = part
        } else {
            call.participants.append(part)
        }
    }

    /// A phone acknowledged the invite.
    mutating func acknowledge(_ party: Party) throws(CallConflict) {
        let index = try index(of: party.member)
        let part = call.participants[index]
        if part.state == .alerted || (part.state.isIn && part.inviteSeq != nil) { return }
        guard call.status.isLive else { throw .over }
        guard part.state == .invited else { throw .notRinging }
        call.participants[index].state = .alerted
        call.participants[index].alertedAt = now
        note(.ringing, by: party.member, device: party.device)
        emit(.ringing(.init(part.member)), to: [callerInbox])
    }
}

extension Call {
    /// What an invite to this call says.
    func inviteBody(expiresAt: Date) -> SignalBody.Invite {
        SignalBody.Invite(
            roomName: roomName, callType: type, caller: caller.member, calleeIDs: callees.map(\.id), community: community,
            mediaURL: mediaURL, expiresAt: expiresAt, isRecorded: isRecorded)
    }
}
