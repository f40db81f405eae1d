import FoundationEssentials

extension CallTransition {
    /// Applies every deadline that has passed; nothing, when none has.
    mutating func passDeadline() {
        guard call.status.isLive, let deadline = call.deadline, deadline <= now else { return }
        if let answeredAt = call.answeredAt, answeredAt.addingTimeInterval(call.timeouts.maximum) <= now {
            note(.timedOut, by: nil)
            return finish(.ended, .timeout, by: nil)
        }
        missUnanswered()
        dropUnconnected()
    }

    private mutating func missUnanswered() {
        let late = call.participants.indices.filter { index in
            let part = call.participants[index]
            return part.state.isRinging && part.ringDeadline.map { $0 <= now } ?? true
        }
        guard !late.isEmpty else { return }
        for index in late { note(.missed, by: call.participants[index].id) }
        dismiss(late, .missed)
        settle(by: nil, call.activeAt == nil ? .failed : .normal)
    }

    /// Whoever's media did not come up in time is out. When that leaves nobody to talk to the call has failed.
    private mutating func dropUnconnected() {
        guard call.status.isLive, let answeredAt = call.answeredAt else { return }
        let late = call.participants.indices.filter { index in
            call.connectDeadline(of: call.participants[index], answeredAt).map { $0 <= now } ?? false
        }
        guard !late.isEmpty else { return }
        for index in late {
            note(.timedOut, by: call.participants[index].id)
            goOut(index, as: .removed)
        }
        let members = late.map { call.participants[$0].member }
        settle(by: nil, call.activeAt == nil ? .failed : .normal, telling: members.map(\.id))
        guard call.status.isLive else { return }
        for member in members {
            let body = SignalBody.End(endedBy: nil, reason: .failed, durationSeconds: call.duration(at: now))
            emit(.end(body), to: [inbox(of: member.id)])
            emit(.participantLeft(.init(member)), to: [participantsTopic])
        }
    }
}
