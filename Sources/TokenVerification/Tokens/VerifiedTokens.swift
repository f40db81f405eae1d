import Synchronization

/// Tokens found good. Bounded, and safe to use from anywhere.
///
/// There are two generations. What is asked for moves to the young one; when that is full the old one, which nobody has asked for since the last
/// time, goes as a whole. So each step takes the same time however many there are, and tokens in use stay.
final class VerifiedTokens: Sendable {
    private struct Generations {
        var young: [String: VerifiedToken] = [:]
        var old: [String: VerifiedToken] = [:]

        /// Adds a token; returns those that had to go.
        mutating func add(_ token: VerifiedToken, _ text: String, limit: Int) -> [String: VerifiedToken] {
            var dropped: [String: VerifiedToken] = [:]
            if young.count >= limit {
                dropped = old
                old = young
                young = [:]
            }
            young[text] = token
            return dropped
        }
    }

    private let generations = Mutex(Generations())
    private let limit: Int

    /// Remembers at most `limit` tokens, and at least two.
    init(limit: Int) { self.limit = max(1, limit / 2) }

    var count: Int { generations.withLock { Set($0.young.keys).union($0.old.keys).count } }

    /// What `text` was found to say.
    subscript(text: String) -> VerifiedToken? {
        let (token, dropped) = generations.withLock { generations -> (VerifiedToken?, [String: VerifiedToken]) in
            if let token = generations.young[text] { return (token, [:]) }
            guard let token = generations.old.removeValue(forKey: text) else { return (nil, [:]) }
            return (token, generations.add(token, text, limit: limit))
        }
        _ = dropped  // freed here, where nobody waits for the lock
        return token
    }

    func remember(_ token: VerifiedToken, _ text: String) {
        _ = generations.withLock { $0.add(token, text, limit: limit) }
    }

    func forget(_ text: String) {
        generations.withLock { generations in
            generations.young[text] = nil
            generations.old[text] = nil
        }
    }
}
