public import FoundationEssentials
import Synchronization

/// The API keys there are, as last read from their store; asked about every request, so each question is one look-up and one hash.
///
/// Safe to use from anywhere at once. Until it has been read for the first time nobody can tell which keys are good, so none is. It holds all of them,
/// so nobody can have the store asked by sending keys that do not exist.
public final class APIKeyRing: Sendable {
    /// Most keys there can be.
    public static let limit = 1_000

    private let keys = Mutex<[APIKeyID: APIKey]?>(nil)
    private let now: @Sendable () -> Date

    /// A ring that has not been read yet.
    public init(now: @escaping @Sendable () -> Date = { Date() }) { self.now = now }

    /// Whether it has been read.
    public var isKnown: Bool { keys.withLock { $0 != nil } }

    /// Makes `keys` all there are.
    public func replace(with keys: [APIKey]) {
        let new = Dictionary(keys.map { ($0.id, $0) }) { first, _ in first }
        self.keys.withLock { $0 = new }
    }

    /// The key that `text` is, if it is good now. What it is good for is for the asker to see.
    ///
    /// Only who has the secret learns that a key has ended, or was revoked.
    public func key(_ text: String) throws(APIKeyFailure) -> APIKey {
        guard let sent = APIKeyText(text) else { throw .unknown }
        let found = keys.withLock { keys in keys.map { $0[sent.id] } }
        guard let found else { throw .undecidable }
        guard let key = found, key.hash.matches(sent.hash) else { throw .unknown }
        if key.revokedAt != nil { throw .revoked }
        if let end = key.expiresAt, end <= now() { throw .expired }
        return key
    }
}
