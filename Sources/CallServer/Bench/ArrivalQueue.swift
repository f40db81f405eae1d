import DequeModule
import Foundation

/// Calls that are due and wait for a free group, and groups that wait for a call. Belongs to the generator.
struct ArrivalQueue {
    private var due: Deque<ContinuousClock.Instant> = []
    private var idle: Deque<CheckedContinuation<ContinuousClock.Instant?, Never>> = []
    private var isOver = false

    /// Calls that are due and nobody has begun.
    var waiting: Int { due.count }

    /// A call is due now, or was a moment ago.
    mutating func add(_ instant: ContinuousClock.Instant) {
        if let group = idle.popFirst() { group.resume(returning: instant) } else { due.append(instant) }
    }

    /// A call that waits.
    mutating func next() -> ContinuousClock.Instant? { due.popFirst() }

    /// A group that waits; it gets nil at the end.
    mutating func wait(_ group: CheckedContinuation<ContinuousClock.Instant?, Never>) {
        if isOver { group.resume(returning: nil) } else { idle.append(group) }
    }

    /// No more calls come.
    mutating func finish() {
        isOver = true
        for group in idle { group.resume(returning: nil) }
        idle = []
    }
}

/// Instants of a Poisson process: the spans between are exponential.
struct PoissonProcess<Random: RandomNumberGenerator>: Sequence, IteratorProtocol {
    private var instant: ContinuousClock.Instant
    private let rate: Double
    private var random: Random

    /// So many a second, from `start` on, without end.
    init(rate: Double, from start: ContinuousClock.Instant, using random: Random = SystemRandomNumberGenerator()) {
        self.rate = rate
        instant = start
        self.random = random
    }

    mutating func next() -> ContinuousClock.Instant? {
        let uniform = Double.random(in: Double.leastNonzeroMagnitude...1, using: &random)
        instant += .seconds(-log(uniform) / rate)
        return instant
    }
}
