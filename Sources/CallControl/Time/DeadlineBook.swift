import FoundationEssentials

/// Which call of this instance is due when, and which deadlines are being written. A plain value; its owner locks it.
struct DeadlineBook {
    private var timers = TimerQueue()
    private var dates: [CallKey: Date] = [:]
    /// Those queued or being written.
    private var firing: Set<CallKey> = []

    /// When the first timer must be looked at.
    var earliest: Date? { timers.earliest }

    /// How many are queued or being written.
    var firingCount: Int { firing.count }

    /// A call's deadline is this now; nil when it has none any more. Superseded entries are cleared out before they outnumber the others.
    mutating func schedule(_ key: CallKey, _ date: Date?) {
        guard dates[key] != date else { return }
        dates[key] = date
        if let date { timers.insert(key, at: date) }
        if timers.count > 2 * dates.count + 1_024 { timers.rebuild(from: dates) }
    }

    /// Takes out those due at `now`, the earliest first, to be fired by the taker. Entries whose call has a later deadline by now, or none, are stale.
    mutating func takeDue(at now: Date) -> [CallKey] {
        timers.popDue(at: now).filter { key in
            guard let date = dates[key], date <= now else { return false }
            dates[key] = nil
            return firing.insert(key).inserted
        }
    }

    /// Those of `keys` that nobody fires yet, at most `limit`, to be fired by the asker.
    mutating func begin(_ keys: [CallKey], limit: Int) -> Set<CallKey> {
        var begun: Set<CallKey> = []
        for key in keys where begun.count < limit && firing.insert(key).inserted { begun.insert(key) }
        return begun
    }

    /// The call is fired.
    mutating func finish(_ key: CallKey) { firing.remove(key) }
}
