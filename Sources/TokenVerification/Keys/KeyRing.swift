import Synchronization

/// The keys that tokens are checked with at the moment, by where they come from. Safe to use from anywhere at once.
public final class KeyRing: Sendable {
    /// Where keys come from; each place is replaced as a whole.
    public enum Source: Sendable, Hashable {
        /// Secrets of the configuration.
        case secrets
        /// Files of public keys.
        case files
        /// Keys published under an address.
        case published
    }

    private struct State {
        var sources: [Source: [VerificationKey]] = [:]
        var keys = Keys([])
    }

    private let state = Mutex(State())

    /// A ring of `keys`.
    public init(_ keys: [VerificationKey] = []) { replace(.secrets, with: keys) }

    /// Makes `keys` all that comes from `source`; true if that changes anything. A token that a key no longer there has verified is good no more.
    @discardableResult
    public func replace(_ source: Source, with keys: [VerificationKey]) -> Bool {
        state.withLock { state in
            let isChange = state.sources[source, default: []].map(\.fingerprint) != keys.map(\.fingerprint)
            guard isChange else { return false }
            state.sources[source] = keys
            state.keys = Keys(state.sources.values.flatMap(\.self))
            return true
        }
    }

    /// The keys as they are now.
    var keys: Keys { state.withLock(\.keys) }

    /// A set of keys, ready to be looked up.
    final class Keys: Sendable {
        private let byAlgorithm: [SigningAlgorithm: [VerificationKey]]
        private let fingerprints: Set<VerificationKey.Fingerprint>
        private let names: Set<String>

        fileprivate init(_ keys: [VerificationKey]) {
            byAlgorithm = Dictionary(grouping: keys, by: \.algorithm)
            fingerprints = Set(keys.map(\.fingerprint))
            names = Set(keys.compactMap(\.name))
        }

        /// Those that a token of this header may be signed with: of its algorithm, and of its `kid` where both have one.
        func candidates(_ algorithm: SigningAlgorithm, named name: String?) -> [VerificationKey] {
            let keys = byAlgorithm[algorithm] ?? []
            guard let name else { return keys }
            return keys.filter { $0.name == nil || $0.name == name }
        }

        /// Whether a key of that name is there, of whatever algorithm.
        func hasKey(named name: String) -> Bool { names.contains(name) }

        func contains(_ fingerprint: VerificationKey.Fingerprint) -> Bool { fingerprints.contains(fingerprint) }

        func contains(marked mark: String) -> Bool { fingerprints.contains { $0.text == mark } }
    }
}
