/// Whether the service can do its work: asks each dependency, at most twice a second however often it is asked.
///
/// Safe to use from anywhere at once.
public struct Readiness: Sendable {
    /// A dependency, whether the service is of use without it, and how to ask it: `check` returns when it is well, throws when not.
    public typealias Check = (name: String, isRequired: Bool, check: @Sendable () async throws -> Void)

    private let board: ReadinessBoard

    /// Readiness by `checks`. Each is given `limit`, then its dependency counts as down; an outcome is good for `freshness`.
    public init(checks: [Check], limit: Duration = .seconds(2), freshness: Duration = .milliseconds(500)) {
        board = ReadinessBoard(checks: checks, limit: limit, freshness: freshness)
    }

    /// The state of all dependencies.
    public func report() async -> ReadinessReport { await board.report() }
}
