import CallSignaling

/// Who must be told what (CONTRACT, *MQTT* and *How the app reacts*), in every step that changes the call.
let signalRules: [Rule<Step>] = [
    Rule("call_cancel never reaches a member one of whose devices has answered") { step in
        step.told(.callCancel).allSatisfy { member in
            let parts = [step.before.participant(member), step.after.participant(member)]
            return !parts.contains { $0?.state.isIn == true }
        }
    },
    Rule("call_cancel is on the call's topic only when the caller gave up before any answer") { step in
        step.sent(.callCancel).allSatisfy { signal in
            let isCancelled = step.after.endReason == .cancelled && step.before.answeredAt == nil && step.after.status == .ended
            let isGivenUp = isCancelled && step.event.hosting == nil
            return signal.isOnCallTopic == isGivenUp && signal.isOnParticipantsTopic == false
        }
    },
    Rule("whoever's ringing ends not by his accept gets call_cancel, and nobody else does") { step in
        Set(step.told(.callCancel)) == Set(step.dismissed) && step.told(.callCancel).count == step.dismissed.count
    },
    Rule("call_cancel says why", cancelSaysWhy),
    Rule("who was taken out hears of it, and by whom; of one who only rang nobody else does", removalIsTold),
    Rule("if the call ended, whoever rang gets call_end after call_cancel") { step in
        guard step.ends, let end = step.sent(.callEnd).first else { return !step.ends }
        return step.dismissed.allSatisfy(end.inboxes.contains) && step.sent(.callCancel).allSatisfy { $0.seq < end.seq }
    },
    Rule("the end is on the call's topic and reaches everybody who was engaged, once, last of all") { step in
        guard step.ends else { return true }
        let ends = step.sent(.callEnd)
        guard ends.count == 1, let end = ends.first, end.seq == step.after.seq, end.isOnCallTopic else { return false }
        guard case .end(let fields) = end.body, fields.reason == step.after.endReason else { return false }
        guard fields.endedBy == step.after.endedBy, fields.durationSeconds == step.after.durationSeconds ?? 0 else { return false }
        return step.before.engaged.allSatisfy(end.inboxes.contains)
    },
    Rule("in a call that goes on, call_end reaches those who are dropped, and them alone") { step in
        guard step.after.status.isLive else { return true }
        let dropped = step.event == .deadlinePassed || step.event.hosting != nil ? step.gone : []
        return step.told(.callEnd).isSame(as: dropped) && !step.sent(.callEnd).contains(where: \.isOnCallTopic)
    },
    Rule("what the caller must not miss reaches his call status", reachesCaller),
    Rule("an accept tells the call, the caller and the member's other devices") { step in
        let accepted = step.parts.filter { $0.state.isRinging && $1.state.isIn }.map(\.1.id)
        guard let member = accepted.first else { return step.sent(.callAnsweredElsewhere).isEmpty }
        guard let accept = step.sent(.callAccept).first, accept.isOnCallTopic else { return false }
        let isGlare = if case .glare = step.event { true } else { false }
        let own = isGlare || member == step.after.caller.id
        return accept.inboxes.contains(member) == own && step.told(.callAnsweredElsewhere) == [member]
    },
    Rule("a refusal tells the call, the caller and the member's other devices") { step in
        guard case .reject(let party, let reason) = step.event else { return step.sent(.callDeclinedElsewhere).isEmpty }
        let refusals = step.sent(reason == .busy ? .callBusy : .callReject)
        return refusals.count == 1 && refusals.allSatisfy(\.isOnCallTopic) && step.told(.callDeclinedElsewhere) == [party.member]
    },
    Rule("participant_joined is for two or more: for both when there are two, else for the newcomer", joinsAreTold),
    Rule("who goes from a call that goes on is told as participant_left") { step in
        let left: [MemberID] = step.sent(.participantLeft).compactMap {
            if case .participantLeft(let fields) = $0.body { fields.participantID } else { nil }
        }
        return left.isSame(as: step.after.status.isLive ? step.gone : [])
    },
    Rule("who is waited for, and who came back, is told", reconnectingIsTold),
    Rule("quality is told when its level changes, by one who is in") { step in
        let changed = step.parts.filter { $0.quality != $1.quality && $1.quality != nil }.map(\.1.id)
        return step.sent(.networkQuality).count == changed.count && (changed.isEmpty || changed == [step.event.party?.member])
    },
    Rule("participant_* and network_quality are on their topic alone, and nothing else is") { step in
        step.signals.allSatisfy { signal in
            let isOfParticipants = signal.body.type == .networkQuality || signal.body.type.rawValue.hasPrefix("participant")
            return isOfParticipants == (signal.isOnParticipantsTopic && signal.topics.count == 1)
        }
    },
]

private func cancelSaysWhy(_ step: Step) -> Bool {
    step.sent(.callCancel).allSatisfy { signal in
        guard case .cancel(let fields) = signal.body, fields.callerID == step.after.caller.id else { return false }
        return signal.inboxes.allSatisfy { member in
            guard let part = step.after.participant(member), part.dismissal?.seq == signal.seq else { return false }
            guard part.dismissal?.reason == fields.reason else { return false }
            return switch fields.reason {
            case .declinedElsewhere: part.state == .rejected || part.state == .busy
            case .missed: part.state == .missed && part.ringDeadline.map { $0 <= step.now } == true
            case .cancelled: part.state == .missed && step.after.endReason == .cancelled
            case .ended: part.state == .missed && step.ends && step.after.endReason != .cancelled || step.event.isRemoval(of: member)
            }
        }
    }
}

private func removalIsTold(_ step: Step) -> Bool {
    guard case .remove(let host, let member) = step.event else { return true }
    guard step.after.participant(member)?.state == .removed, step.told(.callCancel).contains(member) || step.told(.callEnd).contains(member)
    else { return false }
    if step.before.participant(member)?.state.isRinging == true, !step.ends {
        return step.signals.count == 1 && step.told(.callCancel) == [member]
    }
    return step.signals.allSatisfy { signal in
        switch signal.body {
        case .cancel(let fields): fields.removedBy == (signal.inboxes == [member] ? host.member : nil)
        case .end(let fields): step.ends ? fields.removedBy == nil : fields.removedBy == host.member && fields.endedBy == host.member
        case .participantLeft(let fields): fields.removedBy == host.member
        default: false
        }
    }
}

private func reachesCaller(_ step: Step) -> Bool {
    let caller = step.after.caller.id
    return step.signals.allSatisfy { signal in
        switch signal.body.type {
        case .callRinging: return signal.inboxes == [caller] && !signal.isOnCallTopic
        case .callReject, .callBusy: return signal.inboxes.contains(caller)
        case .callEnd: return signal.inboxes.contains(caller) || step.after.status.isLive
        case .callAccept:
            guard let member = step.connecting else { return signal.inboxes.contains(caller) }
            return signal.inboxes == [member] && !signal.isOnCallTopic && step.before.participant(member)?.isGlare == true
        default: return true
        }
    }
}

private func reconnectingIsTold(_ step: Step) -> Bool {
    let waited = step.parts.filter { $0.reconnectingSince == nil && $1.reconnectingSince != nil }.map(\.1.id)
    let back = step.parts.filter { $0.reconnectingSince != nil && $1.reconnectingSince == nil && $1.state == .joined }.map(\.1.id)
    let told = step.signals.reduce(into: (waited: [MemberID](), back: [MemberID]())) { told, signal in
        if case .participantReconnecting(let fields) = signal.body { told.waited.append(fields.participantID) }
        if case .participantReconnected(let fields) = signal.body { told.back.append(fields.participantID) }
    }
    return told.waited == waited && told.back == back
}

private func joinsAreTold(_ step: Step) -> Bool {
    let joined = step.after.participants.filter { $0.state == .joined }.map(\.id)
    let newcomers = step.parts.filter { $0.state != .joined && $1.state == .joined }.map(\.1.id)
    let told: [MemberID] = step.signals.compactMap {
        if case .participantJoined(let fields) = $0.body { fields.participant.member.id } else { nil }
    }
    guard !newcomers.isEmpty, joined.count > 1 else { return told.isEmpty }
    return told == (joined.count == 2 ? joined : newcomers)
}

extension [MemberID] {
    /// Whether both have the same members as often, in whatever order.
    fileprivate func isSame(as others: [MemberID]) -> Bool { map(\.rawValue).sorted() == others.map(\.rawValue).sorted() }
}

extension CallEvent {
    fileprivate func isRemoval(of member: MemberID) -> Bool {
        if case .remove(_, member) = self { true } else { false }
    }
}
