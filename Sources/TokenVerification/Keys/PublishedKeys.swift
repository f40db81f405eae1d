public import FoundationEssentials

/// Keys that somebody publishes as a JWK set, kept up to date in a `KeyRing`.
///
/// **Overview.** `refresh()` fetches the set; somebody calls it at the start and every few minutes. A token whose `kid` is unknown makes it be fetched
/// at once, but such fetches are at least `floor` seconds apart. **Concurrency.** There is one fetch at a time, which all who ask share.
/// **Invariants.** The last good set stays while fetching fails. What a good set does not have any more is gone from the ring.
public actor PublishedKeys {
    /// Gets the set's bytes. Throws when it cannot; must give up by itself within a few seconds.
    public typealias Fetch = @Sendable () async throws -> Data

    /// How a fetch went.
    public enum Outcome: Sendable {
        /// The set is in the ring; whether that changed anything, its keys, and how many others it has.
        case fetched(isChange: Bool, keys: Int, ignored: Int)
        /// It could not be fetched or read.
        case failed(any Error)
    }

    private let ring: KeyRing
    private let floor: Double
    private let now: @Sendable () -> Date
    private let fetch: Fetch
    private let observe: @Sendable (Outcome) -> Void
    private var running: Task<Bool, Never>?
    private var lastSuccess: Date?
    private var lastAsked: Date?

    /// Keys for `ring`. `observe` is told of each fetch.
    public init(
        in ring: KeyRing, floor: Double, now: @escaping @Sendable () -> Date = { Date() },
        observe: @escaping @Sendable (Outcome) -> Void = { _ in }, fetch: @escaping Fetch
    ) {
        self.ring = ring
        self.floor = floor
        self.now = now
        self.fetch = fetch
        self.observe = observe
    }

    /// Whether a set was ever fetched.
    public var isKnown: Bool { lastSuccess != nil }

    /// Fetches the set, or waits for the fetch under way; false when that failed, and the last good one stays.
    @discardableResult
    public func refresh() async -> Bool { await (running ?? start()).value }

    /// Looks once more for a key that is not in the ring, unless that was done a moment ago.
    ///
    /// True if the ring is now as the set was at most `floor` seconds ago, so that a key that is not in it counts as not published.
    /// False where the set could not be fetched: then nobody can tell.
    func look(for name: String?) async -> Bool {
        if let running, await !running.value { return false }
        // A fetch meanwhile may have brought it; if not, that one's answer may have been older than the question.
        if name.map(ring.keys.hasKey) ?? isKnown { return true }
        if let running { return await running.value }
        guard !isWithinFloor(of: lastAsked) else { return isWithinFloor(of: lastSuccess) }
        lastAsked = now()
        return await start().value
    }

    private func isWithinFloor(of date: Date?) -> Bool {
        guard let date else { return false }
        let passed = now().timeIntervalSince(date)
        return passed >= 0 && passed < floor  // a clock that was set back must not stop all asking
    }

    /// Unstructured, since it belongs to all who wait for it; it ends by itself.
    private func start() -> Task<Bool, Never> {
        let task = Task { await self.load() }
        running = task
        return task
    }

    private func load() async -> Bool {
        defer { running = nil }
        do {
            let set = try PublishedKeySet(json: try await fetch())
            let isChange = ring.replace(.published, with: set.keys)
            lastSuccess = now()
            observe(.fetched(isChange: isChange, keys: set.keys.count, ignored: set.ignored))
            return true
        } catch {
            observe(.failed(error))
            return false
        }
    }
}
