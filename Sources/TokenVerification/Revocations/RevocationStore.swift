public import FoundationEssentials

/// Where revocations are kept for all instances. Each method is atomic on its own.
///
/// Every method throws an error of the store's own when it cannot be reached.
public protocol RevocationStore: Sendable {
    /// Creates what the store needs, whatever of it exists already.
    func prepare() async throws

    /// Stores a revocation, in place of one of the same subject. Throws `TooManyRevocations` beyond `RevocationList.limit`.
    func add(_ revocation: Revocation) async throws

    /// Takes a subject's revocation back; false when there is none.
    func remove(_ subject: Revocation.Subject) async throws -> Bool

    /// Those that hold at `date`, the earliest to end first; at most `RevocationList.limit`.
    func revocations(at date: Date) async throws -> [Revocation]
}

/// There are as many revocations as can be had.
public struct TooManyRevocations: Error, Sendable, Hashable, CustomStringConvertible {
    /// There are too many.
    public init() {}

    /// How many.
    public var description: String { "there are \(RevocationList.limit) revocations already; change the signing key instead" }
}
