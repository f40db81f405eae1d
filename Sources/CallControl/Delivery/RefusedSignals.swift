import CallSignaling
import FoundationEssentials

/// Signals the broker refused, as for want of a right: each is tried again after 1, 2, 4 … 60 seconds, and holds up no other.
struct RefusedSignals {
    private struct Trial {
        var wait = 1.0
        /// Nil while it is on its way again.
        var date: Date?
    }

    static let longestWait = 60.0
    /// Most calls remembered; with more all are let go, to be found in the store again.
    static let limit = 10_000

    private var trials: [CallKey: [Int: Trial]] = [:]

    func holds(_ key: CallKey, _ seq: Int) -> Bool { trials[key]?[seq]?.date != nil }

    mutating func put(_ key: CallKey, _ seq: Int, at now: Date) {
        if trials.count >= Self.limit { trials = [:] }
        var trial = trials[key]?[seq].map { Trial(wait: min(Self.longestWait, $0.wait * 2)) } ?? Trial()
        trial.date = now.addingTimeInterval(trial.wait)
        trials[key, default: [:]][seq] = trial
    }

    /// Whether a signal's time has come; if so it is on its way again.
    mutating func take(_ key: CallKey, _ seq: Int, at now: Date) -> Bool {
        guard let date = trials[key]?[seq]?.date, date <= now else { return false }
        trials[key]?[seq]?.date = nil
        return true
    }

    mutating func forget(_ key: CallKey, _ seq: Int) {
        guard trials[key]?.removeValue(forKey: seq) != nil else { return }
        if trials[key]?.isEmpty == true { trials[key] = nil }
    }

    /// Calls with signals whose time has come.
    func due(at now: Date, limit: Int) -> [CallKey] {
        guard !trials.isEmpty else { return [] }
        return Array(trials.lazy.filter { $0.value.values.contains { $0.date.map { $0 <= now } ?? false } }.map(\.key).prefix(limit))
    }
}
