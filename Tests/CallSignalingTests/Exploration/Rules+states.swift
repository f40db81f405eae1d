import CallSignaling
import Foundation

/// What holds in every reachable state (DESIGN 3, *Invariants*).
let stateRules: [Rule<Moment>] = [
    Rule("the caller stands first, the callees after him, each once") { call, _ in
        call.participants.map(\.role) == [.caller] + call.callees.map { _ in .callee }
            && Set(call.participants.map(\.id)).count
                == call.participants.count
    },
    Rule("a live call has a deadline, an ended one has none") { call, _ in call.status.isLive == (call.deadline != nil) },
    Rule("the deadline is not in the past") { call, now in call.deadline.map { $0 >= now } ?? true },
    Rule("engaged are those whose part is not over") { call, _ in
        call.engaged == call.participants.filter { $0.finishedAt == nil }.map(\.id)
    },
    Rule("a live call engages two, one of whom is in; an ended one nobody") { call, _ in
        guard call.status.isLive else { return call.engaged.isEmpty }
        return call.engaged.count > 1 && call.participants.contains(where: \.state.isIn)
    },
    Rule("one who is in alone has somebody ringing") { call, _ in
        !call.status.isLive || call.participants.count(where: \.state.isIn) > 1 || call.participants.contains(where: \.state.isRinging)
    },
    Rule("duration is set when over and answered, and only then") { call, _ in
        guard let answeredAt = call.answeredAt, let endedAt = call.endedAt else { return call.durationSeconds == nil }
        return call.durationSeconds == Int(endedAt.timeIntervalSince(answeredAt))
    },
    Rule("time and reason of the end are set when over, and only then") { call, _ in
        (call.endedAt != nil) == !call.status.isLive && (call.endReason != nil) == !call.status.isLive
    },
    Rule("the status follows from the participants", statusFollows),
    Rule("who is waited for is in a live call, and not for too long", reconnectingFits),
    Rule("status and reason fit") { call, _ in reasons(of: call.status).contains(call.endReason) },
    Rule("two in at once make the call active") { call, _ in
        !call.status.isLive || call.participants.count { $0.state == .joined } < 2 || call.status == .active
    },
    Rule("only who rings or was told to stop is repeated to", repeatsFit),
    Rule("the stored state does not contradict itself") { call, _ in call.contradictions.isEmpty },
    Rule("the form as stored reads back as the same", readsBack),
    Rule("deadlines alone end every live call, and free everybody", endsByItself),
]

private func statusFollows(_ moment: Moment) -> Bool {
    let call = moment.call
    switch call.status {
    case .ringing: return call.answeredAt == nil && call.participants.contains(where: \.state.isRinging)
    case .connecting: return call.answeredAt != nil && call.activeAt == nil
    case .active: return call.answeredAt != nil && call.activeAt != nil
    case .failed: return call.answeredAt != nil && call.activeAt == nil || [.failed, .networkError].contains(call.endReason)
    case .missed: return call.answeredAt == nil && call.callees.contains { $0.state == .missed }
    case .rejected: return call.answeredAt == nil && call.callees.contains { $0.state == .rejected }
    case .busy: return call.answeredAt == nil && call.callees.allSatisfy { $0.state == .busy || $0.state == .removed }
    case .ended: return true
    }
}

private func reconnectingFits(_ moment: Moment) -> Bool {
    moment.call.participants.allSatisfy { part in
        guard part.reconnectingSince != nil || part.isMediaUp != nil else { return true }
        guard moment.call.status.isLive, part.state == .joined else { return false }
        guard let since = part.reconnectingSince else { return part.isMediaUp == true }
        return part.isMediaUp != true && moment.now <= since.addingTimeInterval(moment.call.timeouts.reconnect)
    }
}

private func reasons(of status: CallStatus) -> [EndReason?] {
    switch status {
    case .ringing, .connecting, .active: [nil]
    case .ended: [.normal, .failed, .networkError, .timeout, .cancelled]
    case .missed: [.missed]
    case .rejected: [.rejected]
    case .failed: [.failed, .networkError]
    case .busy: [.busy]
    }
}

private func repeatsFit(_ moment: Moment) -> Bool {
    let plan = RepeatPlan(inviteOffsets: [0.5, 1], afterAcknowledgement: 0.5, cancelOffsets: [0.5])
    let due = moment.call.repeats(after: .distantPast, through: .distantFuture, plan: plan)
    guard (moment.call.nextRepeat(after: .distantPast, plan: plan) == nil) == due.isEmpty else { return false }
    return due.allSatisfy { signal in
        guard signal.topics.count == 1, let member = (signal.inboxes + signal.invited).first else { return false }
        guard let part = moment.call.participant(member), signal.seq <= moment.call.seq else { return false }
        guard signal.body.type == .callInvite else {
            return signal.body.type == .callCancel && !part.state.isEngaged && signal.seq == part.dismissal?.seq
        }
        return moment.call.status.isLive && part.state.isRinging && signal.seq == part.inviteSeq
    }
}

private func readsBack(_ moment: Moment) -> Bool {
    let decoded = try? JSONDecoder().decode(Call.self, from: JSONEncoder().encode(moment.call))  // a failure is not equal
    return decoded == moment.call
}

private func endsByItself(_ moment: Moment) -> Bool {
    var call = moment.call
    for _ in 0..<8 {
        guard let deadline = call.deadline else { break }
        let before = call
        let signals = try? call.handle(.deadlinePassed, at: deadline)  // a refusal breaks the rule
        guard signals != nil, call != before else { return false }
    }
    return !call.status.isLive && call.engaged.isEmpty
}
