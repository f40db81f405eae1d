import CallSignaling
import Foundation

/// One (state, event) pair of the exploration and what came of it. A class, since millions are handed from rule to rule.
final class Step {
    let before: Call
    let event: CallEvent
    let after: Call
    let signals: [Signal]
    /// Why the event was refused; nil if it was not.
    let conflict: CallConflict?
    let now: Date
    /// Whether the call differs.
    let hasChanged: Bool
    /// Each one's part before and after.
    private(set) lazy var parts = Array(zip(before.participants, after.participants))
    /// Who rang before and neither rings nor is in any more.
    private(set) lazy var dismissed = parts.filter { $0.state.isRinging && !$1.state.isEngaged }.map(\.0.id)

    /// Who was in before and is not any more.
    private(set) lazy var gone = parts.filter { $0.state.isIn && !$1.state.isIn }.map(\.1.id)

    init(_ before: Call, _ event: CallEvent, at now: Date) {
        var call = before
        var signals: [Signal] = []
        var conflict: CallConflict?
        do throws(CallConflict) {
            signals = try call.handle(event, at: now)
        } catch {
            conflict = error
        }
        self.before = before
        self.event = event
        self.now = now
        self.signals = signals
        self.conflict = conflict
        after = call
        hasChanged = call != before
    }

    /// Whether the event ended the call.
    var ends: Bool { before.status.isLive && !after.status.isLive }

    /// Whose media is up by the event; nil where it says no such thing.
    var connecting: MemberID? {
        switch event {
        case .connected(let party): party.member
        case .connectionRestored(let member, .media): member
        default: nil
        }
    }

    /// The signals of `type`.
    func sent(_ type: SignalType) -> [Signal] { signals.filter { $0.body.type == type } }

    /// Who is told, in his own inbox, by a signal of `type`.
    func told(_ type: SignalType) -> [MemberID] { sent(type).flatMap(\.inboxes) }

    /// Who stood in `state` neither before nor as the same part, and does now.
    func became(_ isSo: (ParticipantState) -> Bool) -> [MemberID] {
        after.participants.filter { part in
            isSo(part.state) && before.participant(part.id).map { !isSo($0.state) } ?? true
        }.map(\.id)
    }
}

extension Signal {
    /// Whose call status it goes to.
    var inboxes: [MemberID] {
        topics.compactMap { if case .callStatus(_, let member) = $0 { member } else { nil } }
    }

    /// Whose incoming calls it goes to.
    var invited: [MemberID] {
        topics.compactMap { if case .incomingCall(_, let member) = $0 { member } else { nil } }
    }

    /// Whether everybody who reads the call's topic sees it.
    var isOnCallTopic: Bool { topics.contains { if case .signal = $0 { true } else { false } } }

    /// Whether everybody who reads the participants' topic sees it.
    var isOnParticipantsTopic: Bool { topics.contains { if case .participants = $0 { true } else { false } } }
}
