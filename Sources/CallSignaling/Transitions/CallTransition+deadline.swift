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
        dropLate()
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

    /// Whoever's media did not come up in time is out, and whoever's connection did not come back has left. The call goes on where that leaves somebody
    /// to talk to; one that only rings has lost its caller, and with him its purpose.
    private mutating func dropLate() {
        guard call.status.isLive else { return }
        let unconnected = late { part in call.answeredAt.flatMap { call.connectDeadline(of: part, $0) } }
        let vanished = late(call.reconnectDeadline)
        let late = (unconnected + vanished).sorted()
        guard !late.isEmpty else { return }
        for index in late {
            note(.timedOut, by: call.participants[index].id)
            goOut(index, as: vanished.contains(index) ? .left : .removed)
        }
        guard call.answeredAt != nil else { return finish(.failed, .networkError, by: nil) }
        let reason: EndReason = call.activeAt == nil && !unconnected.isEmpty ? .failed : vanished.isEmpty ? .normal : .networkError
        settle(by: nil, reason, telling: late.map { call.participants[$0].id })
        guard call.status.isLive else { return }
        for part in late.map({ call.participants[$0] }) {
            let reason: EndReason = part.state == .left ? .networkError : .failed
            emit(.end(.init(endedBy: nil, reason: reason, durationSeconds: call.duration(at: now))), to: [inbox(of: part.id)])
            emit(.participantLeft(.init(part.member)), to: [participantsTopic])
        }
    }

    private func late(_ deadline: (Participant) -> Date?) -> [Int] {
        call.participants.indices.filter { index in deadline(call.participants[index]).map { $0 <= now } ?? false }
    }
}
