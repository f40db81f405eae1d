import CallSignaling

/// What holds in every step, changed or not.
let stepRules: [Rule<Step>] = [
    Rule("what is refused leaves the call as it was") { $0.conflict == nil || !$0.hasChanged },
    Rule("what changes nothing tells nothing") { $0.hasChanged || $0.signals.isEmpty },
    Rule("an ended call never changes") { $0.before.status.isLive || !$0.hasChanged },
    Rule("a stranger is refused", strangerIsRefused),
    Rule("a second device never answers what the first has") { step in
        guard case .accept(let party) = step.event, let part = step.before.participant(party.member) else { return true }
        guard step.before.status.isLive, part.state.isIn, part.inviteSeq != nil else { return true }
        return part.device == party.device.id ? step.conflict == nil && !step.hasChanged : step.conflict == .answeredElsewhere
    },
    Rule("nobody acts on another but the caller and administrators") { step in
        guard let (host, _) = step.event.hosting, !host.isAdministrator, host.member != step.before.caller.id else { return true }
        return step.conflict == (step.before.participant(host.member) == nil ? .notParticipant : .notCaller)
    },
    Rule("what others report of a participant's connection is never refused") { step in
        guard let member = step.event.reported, step.before.participant(member) != nil else { return true }
        return step.conflict == nil
    },
    Rule("a phone that goes offline does not matter where the media server has spoken") { step in
        guard case .connectionLost(let member, .presence) = step.event else { return true }
        return step.before.participant(member)?.isMediaUp == nil || !step.hasChanged
    },
    Rule("a deadline that has passed has an effect, one that has not has none") { step in
        guard step.event == .deadlinePassed else { return true }
        return step.conflict == nil && step.hasChanged == (step.before.deadline.map { $0 <= step.now } ?? false)
    },
]

private func strangerIsRefused(_ step: Step) -> Bool {
    guard step.conflict != .notParticipant, let member = step.event.party?.member ?? step.event.reported else { return true }
    return step.before.participant(member) != nil
}

/// What holds in every step that changes the call.
let changeRules: [Rule<Step>] = [
    Rule("version grows by one") { $0.after.version == $0.before.version + 1 },
    Rule("signals are numbered on without a gap, in order") { step in
        step.signals.map(\.seq) == (step.before.seq..<step.after.seq).map { $0 + 1 }
    },
    Rule("a change is in the story") { step in
        step.after.eventSeq > step.before.eventSeq && step.after.events.last?.seq == step.after.eventSeq
            && step.after.events.last?.at == step.now
    },
    Rule("a signal names its call, church and time, and goes somewhere, nowhere twice") { step in
        step.signals.allSatisfy { signal in
            signal.callID == step.after.id && signal.churchID == step.after.churchID && signal.timestamp == step.now
                && !signal.topics.isEmpty && Set(signal.topics).count == signal.topics.count
        }
    },
    Rule("nobody is lost from the call, nor changes his place") { step in
        step.after.participants.prefix(step.before.participants.count).map(\.id) == step.before.participants.map(\.id)
    },
    Rule("who is in stays on his device") { step in step.parts.allSatisfy { !($0.state.isIn && $1.state.isIn) || $0.device == $1.device } },
    Rule("nobody is in without having answered") { step in
        step.parts.allSatisfy { before, after in
            switch after.state {
            case .joined: before.state.isIn
            case .accepted: before.state == .accepted || before.state.isRinging
            default: true
            }
        }
    },
    Rule("only an invite makes somebody ring, and it reaches him alone, until his ring deadline") { step in
        let ringing = step.became(\.isRinging)
        let invites = step.sent(.callInvite)
        guard invites.flatMap(\.invited) == ringing, invites.count == (ringing.isEmpty ? 0 : 1) else { return false }
        return ringing.allSatisfy { member in
            let part = step.after.participant(member)
            return part?.inviteSeq == invites.first?.seq && part?.ringDeadline == invites.first?.expiresAt && part?.dismissal == nil
        }
    },
    Rule("only invites expire, and they go nowhere else") { step in
        step.signals.allSatisfy { signal in
            signal.body.type == .callInvite
                ? signal.expiresAt != nil && signal.invited.count == signal.topics.count : signal.expiresAt == nil && signal.invited.isEmpty
        }
    },
    Rule("what a host does is in the story, with whom he did it to, and changes nobody else's part unless the call ends") { step in
        guard let (host, member) = step.event.hosting else { return step.after.events.last?.target == nil }
        guard let line = step.after.events.last, line.by == host.member, line.target == member else { return false }
        let changed = step.parts.filter { $0 != $1 }.map(\.1.id)
        return changed.contains(member) && (step.ends || changed == [member])
    },
    Rule("answer and activity are dated once") { step in
        (step.before.answeredAt == nil || step.before.answeredAt == step.after.answeredAt)
            && (step.before.activeAt == nil || step.before.activeAt == step.after.activeAt)
    },
]

extension CallEvent {
    /// Who acts on whom, as host; nil where nobody does.
    var hosting: (host: Host, member: MemberID)? {
        switch self {
        case .mute(let host, let member), .remove(let host, let member): (host, member)
        default: nil
        }
    }

    /// Of whose connection it tells; nil where it tells of none.
    var reported: MemberID? {
        switch self {
        case .connectionLost(let member, _), .connectionRestored(let member, _): member
        default: nil
        }
    }

    /// Who acts; nil for the service, administrators and what others report.
    var party: Party? {
        switch self {
        case .ringing(let party), .accept(let party), .glare(let party, _), .reject(let party, _), .cancel(let party),
            .connected(let party), .leave(let party), .end(let party, _), .update(let party, _), .invite(let party, _),
            .quality(let party, _):
            party
        case .forceEnd, .mute, .remove, .connectionLost, .connectionRestored, .startRecording, .stopRecording, .recordingPlaced,
            .recordingReported, .deadlinePassed:
            nil
        }
    }
}
