public import FoundationEssentials
import Synchronization

/// The database's time, kept between measurements by the machine's monotonic clock.
///
/// **Overview.** All instances of one database go by the same time, whatever their machines' clocks say; a step of a machine's clock has no effect.
/// Until the first measurement the machine's clock counts. **Concurrency.** Safe to use from anywhere. **Invariants.** From the first measurement on
/// time never goes backwards: where the clock turns out to be ahead it goes at half speed until it is right; where it is behind, it jumps.
public final class DatabaseClock: CallClock {
    /// A hand that moves with the monotonic clock.
    private struct Hand {
        /// Seconds since 1970 at `start`, without `surplus`.
        var anchor: Double
        var start: ContinuousClock.Instant
        /// By how many seconds the clock was ahead at `start`.
        var surplus = 0.0

        /// What the clock shows.
        func seconds(at instant: ContinuousClock.Instant) -> Double { truth(at: instant) + max(0, surplus - elapsed(at: instant) / 2) }

        /// What it is on its way to.
        func truth(at instant: ContinuousClock.Instant) -> Double { anchor + elapsed(at: instant) }

        private func elapsed(at instant: ContinuousClock.Instant) -> Double { start.duration(to: instant) / .seconds(1) }
    }

    private struct State {
        var hand: Hand
        var isSet = false
        var waiters: [UUID: CheckedContinuation<Void, any Error>] = [:]
    }

    /// Smaller errors are left alone, seconds.
    static let tolerance = 0.02
    /// Longest part of a sleep in which a correction goes unnoticed, seconds.
    static let turn = 0.25

    private let state: Mutex<State>
    private let instant: @Sendable () -> ContinuousClock.Instant

    /// A clock that shows what `machine` does, as of now.
    public init(machine: any CallClock = SystemClock(), instant: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.instant = instant
        state = Mutex(State(hand: Hand(anchor: machine.now().timeIntervalSince1970, start: instant())))
    }

    /// The time, rounded down to the millisecond.
    public func now() -> Date {
        let seconds = state.withLock { $0.hand.seconds(at: instant()) }
        return Date(wholeMillisecondsOf: seconds)
    }

    /// Returns at `date`; after a correction backwards at the latest when as much time has passed as there seemed to be at first.
    public func sleep(until date: Date) async throws {
        let limit = ContinuousClock.now + .seconds(max(0, date.timeIntervalSince(now())))
        while true {
            let left = min(date.timeIntervalSince(now()), ContinuousClock.now.duration(to: limit) / .seconds(1))
            guard left > 0 else { return try Task.checkCancellation() }
            try await Task.sleep(for: .seconds(min(left, Self.turn)))
        }
    }

    /// Returns once the clock has been set for the first time. Throws `CancellationError`.
    public func awaitSet() async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state -> Result<Void, any Error>? in
                    if state.isSet { return .success(()) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[id] = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }

    /// Goes by `measurement` from now on, unless it differs by less than can be told. Returns by how many seconds it was ahead.
    @discardableResult
    func set(by measurement: TimeMeasurement) -> Double {
        let (error, waiters) = state.withLock { state in
            let error = state.hand.truth(at: measurement.instant) - measurement.seconds
            if abs(error) >= max(Self.tolerance, measurement.uncertainty) {
                let surplus = state.isSet ? max(0, state.hand.seconds(at: measurement.instant) - measurement.seconds) : 0
                state.hand = Hand(anchor: measurement.seconds, start: measurement.instant, surplus: surplus)
            }
            state.isSet = true
            defer { state.waiters = [:] }
            return (error, state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
        return error
    }
}

/// What time it was by the database's clock at an instant of ours.
struct TimeMeasurement {
    /// Seconds since 1970.
    let seconds: Double
    /// When it was that time.
    let instant: ContinuousClock.Instant
    /// By how many seconds it may be wrong either way.
    let uncertainty: Double

    /// The database said `time` between question and answer: most likely half way.
    init(_ time: Date, asked: ContinuousClock.Instant, answered: ContinuousClock.Instant) {
        seconds = time.timeIntervalSince1970
        uncertainty = asked.duration(to: answered) / .seconds(2)
        instant = asked + .seconds(uncertainty)
    }

    /// How long question and answer took, seconds.
    var roundTrip: Double { uncertainty * 2 }
}
