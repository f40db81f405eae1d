public import FoundationEssentials
import Synchronization
public import TokenVerification

/// Revocations in memory, for tests and for trying the service out. Safe to use from anywhere.
public final class MemoryRevocationStore: RevocationStore {
    private let revocations = Mutex<[Revocation.Subject: Revocation]>([:])
    private let limit: Int

    /// An empty store for at most `limit` revocations.
    public init(limit: Int = RevocationList.limit) { self.limit = limit }

    /// Nothing to create.
    public func prepare() async throws {}

    /// Stores a revocation; see the port.
    public func add(_ revocation: Revocation) async throws {
        try revocations.withLock { revocations in
            guard revocations.count < limit || revocations[revocation.subject] != nil else { throw TooManyRevocations() }
            revocations[revocation.subject] = revocation
        }
    }

    /// Takes a revocation back; see the port.
    public func remove(_ subject: Revocation.Subject) async throws -> Bool {
        revocations.withLock { $0.removeValue(forKey: subject) != nil }
    }

    /// Those that hold at `date`; the others are forgotten.
    public func revocations(at date: Date) async throws -> [Revocation] {
        revocations.withLock { revocations in
            revocations = revocations.filter { $0.value.until > date }
            return revocations.values.sorted { $0.until < $1.until }
        }
    }
}
