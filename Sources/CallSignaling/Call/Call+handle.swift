public import FoundationEssentials

extension Call {
    /// The heart: applies `event`, and says whom to tell what.
    ///
    /// An event that repeats what its sender already did, or comes too early, changes nothing and returns no signals (`version` stays).
    /// Otherwise `version` grows by one, and `request`, by which the event came about, is remembered. On a conflict nothing changes.
    /// `now` must be whole milliseconds.
    public mutating func handle(_ event: CallEvent, at now: Date, for request: KeyedRequest? = nil) throws(CallConflict) -> [Signal] {
        var change = CallTransition(self, at: now)
        try change.apply(event)
        guard change.hasChanged else { return [] }
        change.call.version += 1
        change.call.deadline = change.call.nextDeadline()
        change.call.remember(request, isCreation: event.isCreation, at: now)
        self = change.call
        return change.signals
    }
}
