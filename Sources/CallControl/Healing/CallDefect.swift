import CallSignaling
import FoundationEssentials

/// What an audit may find wrong with a call.
public enum CallDefect: String, Sendable, CaseIterable {
    /// It is over and keeps members busy.
    case heldThoughOver = "held_though_over"
    /// It lives, and the lock holds others than those who take part.
    case wrongHold = "wrong_hold"
    /// Its deadline does not follow from its participants.
    case wrongDeadline = "wrong_deadline"
    /// It is over without an end, or lives with one.
    case wrongEnd = "wrong_end"
    /// It lives, and nothing will ever happen to it.
    case deserted
    /// Its deadline passed long ago, although schedulers run.
    case overdue
    /// One of its members is held by an older call too.
    case doubleHold = "double_hold"

    /// How long a deadline may have passed before it counts as forgotten, seconds.
    static let patience = 60.0

    /// All that is wrong with a call at `now`.
    static func find(in hold: Hold, at now: Date) -> Set<CallDefect> {
        let contradictions = hold.call.contradictions
        var found: Set<CallDefect> = []
        if hold.call.status.isLive {
            if Set(hold.engaged) != Set(hold.call.engaged) { found.insert(.wrongHold) }
            if contradictions.isEmpty, let deadline = hold.call.deadline, deadline.addingTimeInterval(patience) < now {
                found.insert(.overdue)
            }
        } else if !hold.engaged.isEmpty || contradictions.contains(.engagedThoughOver) {
            found.insert(.heldThoughOver)
        }
        if contradictions.contains(.wrongDeadline) { found.insert(.wrongDeadline) }
        if contradictions.contains(.wrongEnd) { found.insert(.wrongEnd) }
        if contradictions.contains(.deserted) { found.insert(.deserted) }
        return found
    }
}
