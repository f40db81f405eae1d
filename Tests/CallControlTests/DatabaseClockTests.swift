import FoundationEssentials
import Logging
import Synchronization
import Testing

@testable import CallControl

/// All instances go by the database's time, and time never goes backwards.
@Suite("The database's clock")
struct DatabaseClockTests {
    private static let noon = 1_800_000_000.0

    /// Seconds that have passed, as a test has it.
    private final class Elapsed: Sendable {
        private let seconds = Mutex(0.0)
        private let start = ContinuousClock.now

        var instant: ContinuousClock.Instant { start + .seconds(seconds.withLock(\.self)) }
        func pass(_ more: Double) { seconds.withLock { $0 += more } }
    }

    private struct Machine: CallClock {
        func now() -> Date { Date(timeIntervalSince1970: noon) }
        func sleep(until date: Date) async throws {}
    }

    private struct Fixture {
        let elapsed = Elapsed()
        let clock: DatabaseClock

        init() { clock = DatabaseClock(machine: Machine()) { [elapsed] in elapsed.instant } }

        /// Seconds past noon.
        var shown: Double { ((clock.now().timeIntervalSince1970 - noon) * 1_000).rounded() / 1_000 }

        @discardableResult
        func measure(_ seconds: Double, roundTrip: Double = 0) -> Double {
            let asked = elapsed.instant - .seconds(roundTrip)
            let time = Date(timeIntervalSince1970: noon + seconds - roundTrip / 2)
            return clock.set(by: TimeMeasurement(time, asked: asked, answered: elapsed.instant))
        }
    }

    @Test("the first measurement is taken as it is, forwards or back", arguments: [-30.0, -0.5, 0.5, 30])
    func first(_ skew: Double) {
        let it = Fixture()
        it.measure(skew)
        #expect(it.shown == skew)
        it.elapsed.pass(10)
        #expect(it.shown == skew + 10)
    }

    @Test("a clock that is behind jumps; one that is ahead goes at half speed until it is right")
    func corrections() {
        let it = Fixture()
        it.measure(0)
        it.elapsed.pass(5)
        it.measure(35)
        #expect(it.shown == 35)
        it.elapsed.pass(5)
        it.measure(10)
        #expect(it.shown == 40)
        it.elapsed.pass(20)
        #expect(it.shown == 50)
        it.measure(30)
        #expect(it.shown == 50, "the same said again changes nothing")
        it.elapsed.pass(40)
        #expect(it.shown == 70)
        it.elapsed.pass(10)
        #expect(it.shown == 80)
    }

    @Test("time never goes backwards, whatever is measured")
    func monotone() {
        let it = Fixture()
        it.measure(0)
        var last = it.clock.now()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            it.elapsed.pass(Double.random(in: 0...0.2, using: &generator))
            if Bool.random() { it.measure(Double.random(in: -40...40, using: &generator)) }
            let now = it.clock.now()
            #expect(now >= last)
            last = now
        }
    }

    @Test("what is within the uncertainty of a measurement is left alone")
    func tolerance() {
        let it = Fixture()
        it.measure(0)
        it.measure(0.019)
        #expect(it.shown == 0)
        it.measure(0.15, roundTrip: 0.4)
        #expect(it.shown == 0)
        it.measure(0.15, roundTrip: 0.1)
        #expect(it.shown == 0.15)
    }

    @Test("what waits for the clock goes on with its first setting, or when it is cancelled")
    func awaiting() async throws {
        let it = Fixture()
        let cancelled = Task { try await it.clock.awaitSet() }  // cancelled before anything is measured
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        async let set: Void = it.clock.awaitSet()
        it.measure(1)
        try await set
        try await it.clock.awaitSet()
    }

    @Test("a sleep lasts no longer than it seemed to at first, and ends when time jumps past it", .timeLimit(.minutes(1)))
    func sleeping() async throws {
        let clock = DatabaseClock()
        try await clock.sleep(until: clock.now().addingTimeInterval(-1))
        let start = ContinuousClock.now
        let later = clock.now().addingTimeInterval(30)
        async let nap: Void = clock.sleep(until: later)
        let ahead = Date().addingTimeInterval(60)
        clock.set(by: TimeMeasurement(ahead, asked: .now, answered: .now))
        try await nap
        clock.set(by: TimeMeasurement(Date(), asked: .now, answered: .now))
        try await clock.sleep(until: clock.now().addingTimeInterval(0.3))
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test("slow answers are discarded, but for the first when all are slow", .timeLimit(.minutes(1)))
    func slowAnswers() async throws {
        let store = SlowTime(delay: 0.6, time: Date(timeIntervalSince1970: Self.noon))
        let clock = DatabaseClock()
        let keeper = DatabaseTimekeeper(
            repository: store, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await keeper.setFirst()
        #expect(store.asked == 4)
        #expect(abs(clock.now().timeIntervalSince1970 - Self.noon) < 900)
        store.set(delay: 0.6, time: Date(timeIntervalSince1970: Self.noon + 1_000))
        await keeper.correct()
        #expect(clock.now().timeIntervalSince1970 < Self.noon + 900)
        store.set(delay: 0, time: Date(timeIntervalSince1970: Self.noon + 1_000))
        repeat { await keeper.correct() } while clock.now().timeIntervalSince1970 < Self.noon + 1_000  // slow once more on a busy machine
    }

    @Test(
        "the fault `clock_offset` is read from among others",
        arguments: [("", 0), ("kill=a:b,clock_offset=-30", -30), ("clock_offset=x", 0)])
    func fault(_ faults: String, _ seconds: Double) {
        #if FAILPOINTS
            #expect(ClockFault.seconds(in: faults) == seconds)
        #endif
    }
}
