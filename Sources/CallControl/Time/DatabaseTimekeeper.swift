import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Sets a `DatabaseClock` by the database, first at the start and then every few seconds.
///
/// **Overview.** Half of the time that question and answer took is the uncertainty of a measurement; slow ones are discarded. **Lifecycle.** The start
/// calls `setFirst()` before anything else; `run()` goes on from there until shut down. A database that is down is no failure: the clock goes on by itself.
public final class DatabaseTimekeeper: Service {
    /// How far apart measurements are.
    static let interval = Duration.seconds(5)
    /// Slower measurements are discarded, seconds.
    static let longestRoundTrip = 0.5
    /// How often the first measurement is tried until one is as quick as this, seconds. The very first one also connects, and is wrong by half of that.
    static let (firstAttempts, quickRoundTrip) = (4, 0.02)
    /// Differences that operators should know of, seconds.
    static let noteworthy = 1.0

    private let repository: any CallRepository
    private let clock: DatabaseClock
    private let machine: any CallClock
    private let logger: Logger
    private let isSkewReported = Mutex(false)

    /// A keeper of `clock`; `machine` is only compared with it.
    public init(repository: any CallRepository, clock: DatabaseClock, machine: any CallClock = SystemClock(), logger: Logger) {
        self.repository = repository
        self.clock = clock
        self.machine = machine
        self.logger = logger
    }

    /// Sets the clock by a quick measurement, or the best of a few where none is. Throws `DependencyFailure` while the database is down.
    public func setFirst() async throws {
        var best = try await measure()
        for _ in 1..<Self.firstAttempts where best.roundTrip > Self.quickRoundTrip {
            let next = try await measure()
            if next.roundTrip < best.roundTrip { best = next }
        }
        clock.set(by: best)
        reportSkew()
    }

    /// Corrects the clock until shut down.
    public func run() async throws {
        try await untilShutdown {
            try await self.clock.awaitSet()
            while true {
                try await Task.sleep(for: Self.interval)
                await self.correct()
            }
        }
    }

    /// Measures once, and corrects the clock.
    func correct() async {
        do {
            let measurement = try await measure()
            guard measurement.roundTrip <= Self.longestRoundTrip else { return }
            let error = clock.set(by: measurement)
            reportSkew()
            guard abs(error) > Self.noteworthy else { return }
            logger.info("The clock is corrected to the database's", metadata: [LogKey.seconds: "\(Self.rounded(-error))"])
        } catch {
            logger.debug("The database's time could not be read", metadata: [LogKey.error: "\(error)"])
        }
    }

    private func measure() async throws -> TimeMeasurement {
        let asked = ContinuousClock.now
        let time = try await repository.serverTime()
        return TimeMeasurement(time, asked: asked, answered: .now)
    }

    /// Says once that the machine's clock is wrong, and again after it has been right.
    private func reportSkew() {
        let skew = machine.now().timeIntervalSince(clock.now())
        let isNew = isSkewReported.withLock { isReported in
            let wasReported = isReported
            isReported = abs(skew) > Self.noteworthy
            return isReported && !wasReported
        }
        guard isNew else { return }
        logger.info("The machine's clock differs from the database's, which counts", metadata: [LogKey.seconds: "\(Self.rounded(skew))"])
    }

    private static func rounded(_ seconds: Double) -> Double { (seconds * 1_000).rounded() / 1_000 }
}
