import CallControl
import FoundationEssentials

/// A token that the main backend has registered, which is only read.
struct ForeignToken: Sendable {
    /// How long a dead one is remembered, seconds.
    static let memory = 90 * 86_400
    /// How long a dead one is disregarded where the main backend does not say when it last registered it, seconds: it costs a push a day at most.
    static let rest = 86_400.0

    /// Whom it wakes.
    let device: PushDevice
    /// When its document was made, where it says so.
    let madeAt: Date?
    /// When it was last registered or used; nil where the main backend keeps no such time.
    let renewedAt: Date?

    /// Whether it may be tried though it was dead at `date`. A time to come is not believed: it would revive the token ever again.
    func isGood(deadSince date: Date, at now: Date) -> Bool {
        guard now.timeIntervalSince(date) < Double(Self.memory) else { return true }
        let latest = [madeAt, renewedAt].compactMap(\.self).filter { $0 <= now }.max()
        if let latest, latest > date { return true }
        return renewedAt == nil && now.timeIntervalSince(date) >= Self.rest
    }
}
