public import FoundationEssentials

extension Call {
    /// What a stored call may say against itself after somebody has changed it by hand. No reachable state has any.
    public enum Contradiction: String, Sendable, CaseIterable {
        /// It is over, and somebody is still in it or rings.
        case engagedThoughOver = "engaged_though_over"
        /// Its deadline is not the one that follows from its participants.
        case wrongDeadline = "wrong_deadline"
        /// It is over without an end, or has an end although it lives.
        case wrongEnd = "wrong_end"
        /// It lives, and nothing will ever happen to it: nobody rings, nobody has answered.
        case deserted
    }

    /// All contradictions between status, participants, deadline and end.
    public var contradictions: Set<Contradiction> {
        var found: Set<Contradiction> = []
        if status.isLive != (endedAt == nil) { found.insert(.wrongEnd) }
        if !status.isLive, !engaged.isEmpty { found.insert(.engagedThoughOver) }
        if deadline != nextDeadline() { found.insert(.wrongDeadline) }
        if status.isLive, nextDeadline() == nil { found.insert(.deserted) }
        return found
    }

    /// The same call without contradictions, as a new version: the status decides, then the participants. Tells nobody.
    ///
    /// A deserted call stays so: it must be ended by an event.
    public func resolved(at now: Date) -> Call {
        var call = self
        call.version += 1
        if status.isLive {
            call.endedAt = nil
            call.endReason = nil
            call.endedBy = nil
            call.durationSeconds = nil
        } else {
            let end = endedAt ?? events.last?.at ?? now
            call.endedAt = end
            if answeredAt != nil, durationSeconds == nil { call.durationSeconds = call.duration(at: end) }
            for index in participants.indices where participants[index].state.isEngaged {
                call.participants[index].state = participants[index].state.isRinging ? .missed : .left
                call.participants[index].finishedAt = end
                call.participants[index].forgetConnection()
                if participants[index].state.isIn { call.participants[index].leftAt = end }
            }
        }
        call.deadline = call.nextDeadline()
        return call
    }
}
