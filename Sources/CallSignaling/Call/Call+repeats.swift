public import FoundationEssentials

/// What is sent again because a phone may have missed it. Derived from the state alone, so that a restart changes nothing.
extension Call {
    /// The repeats whose time lies after `last` and not after `now`: each to one member alone, under the number of the original.
    ///
    /// Several missed moments of one member give one repeat.
    public func repeats(after last: Date, through now: Date, plan: RepeatPlan) -> [Signal] {
        participants.flatMap { part -> [Signal] in
            var due: [Signal] = []
            if let invite = inviteMoment(of: part, after: last, plan), invite <= now { due += inviteSignal(to: part) }
            if let cancel = cancelMoment(of: part, after: last, plan), cancel <= now { due += cancelSignal(to: part) }
            return due
        }
    }

    /// When the next repeat is due, after `last`; nil if none will be.
    public func nextRepeat(after last: Date, plan: RepeatPlan) -> Date? {
        participants.lazy.flatMap { [inviteMoment(of: $0, after: last, plan), cancelMoment(of: $0, after: last, plan)] }
            .compactMap(\.self).min()
    }

    /// The orders to stop ringing that went to `members`, as repeats.
    public func dismissals(of members: Set<MemberID>) -> [Signal] {
        participants.filter { members.contains($0.id) }.flatMap(cancelSignal)
    }

    /// The last invite to `member`, as a repeat; nil where he was not invited.
    public func invitation(to member: MemberID) -> Signal? { participant(member).flatMap { inviteSignal(to: $0).first } }

    /// When the call was first changed after it was `earlier`; nil if it was not.
    public func firstChange(after earlier: Call) -> Date? { events.first { $0.seq > earlier.eventSeq }?.at }

    private func inviteMoment(of part: Participant, after last: Date, _ plan: RepeatPlan) -> Date? {
        guard status.isLive, let invitedAt = part.invitedAt, let deadline = part.ringDeadline, last < deadline else { return nil }
        switch part.state {
        case .invited:
            let moments = (0...).lazy.map { plan.inviteOffset($0).map(invitedAt.addingTimeInterval) }
            guard case let moment?? = moments.first(where: { $0.map { $0 > last } ?? true }) else { return nil }
            return moment < deadline ? moment : nil
        case .alerted:
            guard let moment = part.alertedAt?.addingTimeInterval(plan.afterAcknowledgement), moment > last else { return nil }
            return moment < deadline ? moment : nil
        default: return nil
        }
    }

    private func cancelMoment(of part: Participant, after last: Date, _ plan: RepeatPlan) -> Date? {
        guard let dismissal = part.dismissal else { return nil }
        return plan.cancelOffsets.lazy.map(dismissal.at.addingTimeInterval).first { $0 > last }
    }

    private func inviteSignal(to part: Participant) -> [Signal] {
        guard let seq = part.inviteSeq, let invitedAt = part.invitedAt, let deadline = part.ringDeadline else { return [] }
        return [
            Signal(
                callID: id, churchID: churchID, seq: seq, timestamp: invitedAt, topics: [.incomingCall(churchID, part.id)],
                body: .invite(inviteBody(expiresAt: deadline)), expiresAt: deadline)
        ]
    }

    private func cancelSignal(to part: Participant) -> [Signal] {
        guard let dismissal = part.dismissal else { return [] }
        let body = SignalBody.Cancel(callerID: caller.id, reason: dismissal.reason, removedBy: dismissal.removedBy)
        return [
            Signal(
                callID: id, churchID: churchID, seq: dismissal.seq, timestamp: dismissal.at, topics: [.callStatus(churchID, part.id)],
                body: .cancel(body))
        ]
    }
}
