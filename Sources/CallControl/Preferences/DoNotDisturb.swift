public import FoundationEssentials

/// A member's wish not to be called.
public struct DoNotDisturb: Hashable, Sendable {
    /// When it ends by itself; nil when he ends it.
    public let until: Date?

    /// A wish that lasts until `until`, or for good.
    public init(until: Date? = nil) { self.until = until }

    /// Whether it holds at `now`.
    public func holds(at now: Date) -> Bool { until.map { now < $0 } ?? true }
}
