import FoundationEssentials
import Synchronization

/// Tokens found good, until they expire. Bounded; when full, an arbitrary one goes. Safe to use from anywhere.
final class VerifiedTokens: Sendable {
    private struct Entry {
        let identity: Identity
        let expiry: Date
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func identity(of token: String, at now: Date) -> Identity? {
        entries.withLock { entries in
            guard let entry = entries[token] else { return nil }
            guard entry.expiry > now else {
                entries[token] = nil
                return nil
            }
            return entry.identity
        }
    }

    func remember(_ token: String, of identity: Identity, until expiry: Date) {
        entries.withLock { entries in
            if entries.count >= limit, let victim = entries.keys.first { entries[victim] = nil }
            if entries.count < limit { entries[token] = Entry(identity: identity, expiry: expiry) }
        }
    }
}
