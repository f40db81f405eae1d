/// What a host does to others. He may do it to himself, too.
extension CallTransition {
    /// Switches a microphone off. Its owner may switch it on again.
    mutating func mute(_ member: MemberID, by host: Host) throws(CallConflict) {
        let index = try index(of: member, for: host)
        guard call.status.isLive else { throw .over }
        guard call.participants[index].state.isIn else { throw .participantNotIn(member) }
        guard !call.participants[index].media.isMuted else { return }
        call.participants[index].media.isMuted = true
        note(.muted, by: host.member, target: member)
        emit(.participantMuted(.init(member, isMuted: true, by: host.member)), to: [participantsTopic])
    }

    /// Takes somebody out, or stops his phones; he may be called in again. Of one who only rang the group hears nothing (CONTRACT, MQTT).
    mutating func remove(_ member: MemberID, by host: Host) throws(CallConflict) {
        let index = try index(of: member, for: host)
        let part = call.participants[index]
        if part.state == .removed, call.status.isLive || hasRemoved(member, host) { return }
        guard call.status.isLive else { throw .over }
        guard part.state.isEngaged else { throw .participantNotIn(member) }
        note(.removed, by: host.member, target: member)
        if part.state.isRinging {
            call.participants[index].state = .removed
            call.participants[index].finishedAt = now
            dismiss([index], .ended, removedBy: host.member)
            return settle(by: host.member, .normal, telling: [member])
        }
        goOut(index, as: .removed)
        guard call.answeredAt != nil else { return finish(.ended, .normal, by: host.member, telling: [member]) }
        settle(by: host.member, .normal, telling: [member])
        guard call.status.isLive else { return }
        let body = SignalBody.End(
            endedBy: host.member, reason: .normal, durationSeconds: call.duration(at: now), removedBy: host.member)
        emit(.end(body), to: [inbox(of: member)])
        emit(.participantLeft(.init(part.member, removedBy: host.member)), to: [participantsTopic])
    }

    private func hasRemoved(_ member: MemberID, _ host: Host) -> Bool {
        call.events.last { $0.type == .removed && $0.target == member }?.by == host.member
    }

    /// Index of the part of `member`, on whom `host` may act.
    private func index(of member: MemberID, for host: Host) throws(CallConflict) -> Int {
        if !host.isAdministrator {
            let own = try index(of: host.member)
            guard own == 0 else { throw .notCaller }
            guard call.participants[own].state.isIn || !call.status.isLive else { throw .notIn }
        }
        guard let index = call.participants.firstIndex(where: { $0.id == member }) else { throw .unknownParticipant(member) }
        return index
    }
}
