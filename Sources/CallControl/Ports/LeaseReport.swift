/// Which instances have left calls and signals behind.
public struct LeaseReport: Hashable, Sendable {
    /// Those that are gone for certain: they said so, or are this one's predecessors.
    public let vacated: [String]
    /// Those not heard of for longer than a lease. Where the database itself was away they may be alive.
    public let expired: [String]
    /// Those that live but have had no broker for a while.
    public let mute: [String]

    /// A report.
    public init(vacated: [String] = [], expired: [String] = [], mute: [String] = []) {
        self.vacated = vacated
        self.expired = expired
        self.mute = mute
    }

    /// Seconds after its last announcement that an instance counts as gone.
    public static let lease = 4.0
}
