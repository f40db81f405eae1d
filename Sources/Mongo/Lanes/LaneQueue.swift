import Synchronization

/// Counts what waits in a lane, up to a limit.
final class LaneQueue: Sendable {
    private let limit: Int
    private let waiting = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// How many jobs wait.
    var count: Int { waiting.load(ordering: .relaxed) }

    /// Takes a place; `false` when there is none.
    func enter() -> Bool {
        guard waiting.add(1, ordering: .relaxed).newValue <= limit else {
            leave()
            return false
        }
        return true
    }

    /// Gives the place back.
    func leave() { waiting.subtract(1, ordering: .relaxed) }
}
