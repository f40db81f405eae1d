public import FoundationEssentials

/// What time it is, and waiting; passed in so that tests can turn the hands.
public protocol CallClock: Sendable {
    /// The time, in whole milliseconds.
    func now() -> Date

    /// Returns at `date`, or at once when it has passed. Throws `CancellationError`.
    func sleep(until date: Date) async throws
}

/// The machine's clock.
public struct SystemClock: CallClock {
    /// The machine's clock.
    public init() {}

    /// The time, rounded down to the millisecond.
    public func now() -> Date { Date(wholeMillisecondsOf: Self.seconds) }

    /// Sleeps; a step of the machine's clock meanwhile is not noticed, so callers sleep in short turns.
    public func sleep(until date: Date) async throws {
        let seconds = date.timeIntervalSince1970 - Self.seconds
        if seconds > 0 { try await Task.sleep(for: .seconds(seconds)) }
    }

    /// Seconds since 1970.
    private static var seconds: Double {
        #if FAILPOINTS
            Date().timeIntervalSince1970 + ClockFault.offset
        #else
            Date().timeIntervalSince1970
        #endif
    }
}

extension Date {
    /// So many seconds after 1970, rounded down to the millisecond.
    init(wholeMillisecondsOf seconds: Double) { self.init(timeIntervalSince1970: (seconds * 1_000).rounded(.down) / 1_000) }
}
