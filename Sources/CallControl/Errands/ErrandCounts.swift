/// What became of errands of one kind on this instance.
public struct ErrandCounts: Sendable, Hashable {
    /// Done.
    public var done = 0
    /// Attempts that failed, to be made again.
    public var retried = 0
    /// Given up.
    public var dropped = 0
    /// Too late.
    public var expired = 0
    /// Being carried out.
    public var running = 0

    /// None yet.
    public init() {}
}
