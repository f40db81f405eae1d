import CallSignaling
import FoundationEssentials

/// A push that a change asks for, before it is known which devices the member has.
struct PushIntent: Hashable {
    /// How long after a missed call it is still tried to tell of it, seconds.
    static let noticeLife = 3_600.0
    /// By how much the clocks of instances, of which one carries out what another has made, may differ, seconds.
    static let discord = 0.25

    let purpose: PushOrder.Purpose
    let member: MemberID
    let inviteSeq: Int
    /// The line of the story that asks for it.
    let seq: Int
    let notBefore: Date
    let expiresAt: Date
    /// A device that needs none.
    var exceptDevice: DeviceID?
    /// Whether he has answered.
    var isAnswered = false
}

extension FollowUp {
    /// What the new lines of the story ask for. A member who was called in again is told of the last time only.
    ///
    /// `presence` tells how a member stands: who is known to be away need not be waited for.
    func pushes(_ rules: PushRules, presence: (MemberID) -> MemberPresence = { MemberPresence($0) }) -> [PushIntent] {
        call.participants.compactMap { part in
            guard let seq = part.inviteSeq, let invitedAt = part.invitedAt,
                let deadline = part.ringDeadline
            else { return nil }
            let due = invitedAt.addingTimeInterval(rules.wait)
            guard !part.state.isRinging else {
                let due = presence(part.id).isAway ? invitedAt : due
                guard let line = line(at: invitedAt), due < deadline else { return nil }
                return PushIntent(purpose: .invite, member: part.id, inviteSeq: seq, seq: line, notBefore: due, expiresAt: deadline)
            }
            guard let endedAt = part.ringingEndedAt, let line = line(at: endedAt) else { return nil }
            if part.state == .missed {
                let expiry = endedAt.addingTimeInterval(PushIntent.noticeLife)
                return PushIntent(
                    purpose: .missed, member: part.id, inviteSeq: seq, seq: line, notBefore: endedAt,
                    expiresAt: expiry)
            }
            // Whom no push can have rung by then needs none to stop; nor may a phone that may be the one that answered be told to.
            let earliest = presence(part.id).mayHaveBeenAway(at: invitedAt) ? invitedAt : due.addingTimeInterval(-PushIntent.discord)
            let isAcknowledged = rules.policy == .absent && part.alertedAt.map { $0 < earliest } ?? false
            let isKnown = part.dismissal != nil || part.device != nil
            guard earliest <= endedAt, endedAt < deadline, !isAcknowledged, isKnown else { return nil }
            return PushIntent(
                purpose: .stop, member: part.id, inviteSeq: seq, seq: line, notBefore: endedAt, expiresAt: deadline,
                exceptDevice: part.device, isAnswered: part.dismissal == nil)
        }
    }

    /// The last new line of the story from that moment.
    private func line(at date: Date) -> Int? { events.last { $0.at == date }?.seq }
}

extension Participant {
    /// When his phones stopped ringing.
    fileprivate var ringingEndedAt: Date? { dismissal?.at ?? acceptedAt }
}

extension MemberPresence {
    /// How much later one instance may hear of what another has heard already, seconds.
    private static let delay = 1.0

    /// Whether his phones have said that they are gone.
    fileprivate var isAway: Bool { !isOnline && lastSeen != nil }

    /// Whether an instance may have taken him for away at `date`. He may have come since, whatever his phones said last.
    fileprivate func mayHaveBeenAway(at date: Date) -> Bool {
        guard let lastSeen else { return false }
        return !isOnline || lastSeen > date.addingTimeInterval(-Self.delay)
    }
}
