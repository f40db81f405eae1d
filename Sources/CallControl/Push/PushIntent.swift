import CallSignaling
import FoundationEssentials

/// A push that a change asks for, before it is known which devices the member has.
struct PushIntent: Hashable {
    /// How long after a missed call it is still tried to tell of it, seconds.
    static let noticeLife = 3_600.0

    let purpose: PushOrder.Purpose
    let member: MemberID
    let inviteSeq: Int
    /// The line of the story that asks for it.
    let seq: Int
    let notBefore: Date
    let expiresAt: Date
    /// A device that needs none.
    var exceptDevice: DeviceID?
}

extension FollowUp {
    /// What the new lines of the story ask for. A member who was called in again is told of the last time only.
    ///
    /// `isAway` tells of whom it is known that no phone is connected: he need not be waited for.
    func pushes(_ rules: PushRules, isAway: (MemberID) -> Bool = { _ in false }) -> [PushIntent] {
        call.participants.compactMap { part in
            guard let seq = part.inviteSeq, let invitedAt = part.invitedAt,
                let deadline = part.ringDeadline
            else { return nil }
            let due = invitedAt.addingTimeInterval(rules.wait)
            guard !part.state.isRinging else {
                let due = isAway(part.id) ? invitedAt : due
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
            // Whom no push had rung by then needs none to stop; nor may a phone that may be the one that answered be told to.
            let isAcknowledged = rules.policy == .absent && part.alertedAt.map { $0 <= due } ?? false
            let isKnown = part.dismissal != nil || part.device != nil
            guard due <= endedAt, endedAt < deadline, !isAcknowledged, isKnown else { return nil }
            return PushIntent(
                purpose: .stop, member: part.id, inviteSeq: seq, seq: line, notBefore: endedAt, expiresAt: deadline,
                exceptDevice: part.device)
        }
    }

    /// The last new line of the story from that moment.
    private func line(at date: Date) -> Int? { events.last { $0.at == date }?.seq }
}

extension Participant {
    /// When his phones stopped ringing.
    fileprivate var ringingEndedAt: Date? { dismissal?.at ?? acceptedAt }
}
