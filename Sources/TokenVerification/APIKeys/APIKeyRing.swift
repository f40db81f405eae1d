public import FoundationEssentials
import Synchronization

/// The API keys there are, as last read from their store; asked about every request, so each question is one look-up and one hash.
///
/// Safe to use from anywhere at once. Until it has been read for the first time nobody can tell which keys are good, so none is. It holds all of them,
/// so nobody can have the store asked by sending keys that do not exist.
public final class APIKeyRing: Sendable {
    /// Most keys there can be.
    public static let limit = 1_000

    /// A key's use is noted when the last note is so old, seconds.
    public static let useInterval = 3_600.0

    private struct State {
        var keys: [APIKeyID: APIKey]?
        var uses: [APIKeyID: Date] = [:]
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Date

    /// A ring that has not been read yet.
    public init(now: @escaping @Sendable () -> Date = { Date() }) { self.now = now }

    /// Whether it has been read.
    public var isKnown: Bool { state.withLock { $0.keys != nil } }

    /// Makes `keys` all there are.
    public func replace(with keys: [APIKey]) {
        let new = Dictionary(keys.map { ($0.id, $0) }) { first, _ in first }
        state.withLock { $0.keys = new }
    }

    /// The key that `text` is, if it is good now. What it is good for is for the asker to see.
    ///
    /// Only who has the secret learns that a key has ended, or was revoked.
    public func key(_ text: String) throws(APIKeyFailure) -> APIKey {
        guard let sent = APIKeyText(text) else { throw .unknown }
        let found = state.withLock { state in state.keys.map { $0[sent.id] } }
        guard let found else { throw .undecidable }
        guard let key = found, key.hash.matches(sent.hash) else { throw .unknown }
        if key.revokedAt != nil { throw .revoked }
        let now = now()
        if let end = key.expiresAt, end <= now { throw .expired }
        if (key.lastUsedAt ?? .distantPast).addingTimeInterval(Self.useInterval) <= now {
            state.withLock { state in
                if state.keys?[key.id] != nil { state.uses[key.id] = now }
            }
        }
        return key
    }

    /// The uses that are worth a note, each told once: so nothing is written while somebody waits, and seldom at all.
    public func takeUses() -> [APIKeyID: Date] {
        state.withLock { state in
            defer { state.uses = [:] }
            return state.uses
        }
    }
}
