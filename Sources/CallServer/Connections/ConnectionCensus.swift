import CallAPI
import Logging
import Synchronization

/// Counts open connections, in all and by address, and turns away what is too many. Safe to use from anywhere.
final class ConnectionCensus: Sendable {
    private struct State {
        var total = 0
        var byAddress: [ClientAddress: Int] = [:]
        var refusals = 0
        var untold = 0
        var lastTold: ContinuousClock.Instant?
    }

    /// Least time between two lines in the log.
    private static let silence = Duration.seconds(10)

    private let limit: Int
    private let limitPerAddress: Int
    private let proxies: TrustedProxies
    private let logger: Logger
    private let state = Mutex(State())

    /// A census that allows `limit` connections, and `limitPerAddress` of one address unless `proxies` has it.
    init(limit: Int, limitPerAddress: Int, proxies: TrustedProxies, logger: Logger) {
        self.limit = limit
        self.limitPerAddress = limitPerAddress
        self.proxies = proxies
        self.logger = logger
    }

    /// How many are open.
    var count: Int { state.withLock(\.total) }

    /// How many were turned away since the start.
    var refusals: Int { state.withLock(\.refusals) }

    /// Counts a connection from `address`, unless there are too many. Whoever is told true calls `leave` once, with the same address.
    func admit(_ address: ClientAddress?) -> Bool {
        let key = counted(address)
        let untold: Int? = state.withLock { state in
            let own = key.flatMap { state.byAddress[$0] } ?? 0
            guard state.total >= limit || key != nil && own >= limitPerAddress else {
                state.total += 1
                if let key { state.byAddress[key] = own + 1 }
                return nil
            }
            return Self.refuse(&state)
        }
        guard let untold else { return true }
        if untold > 0 {
            logger.warning("Connections turned away", metadata: [ServerLog.count: "\(untold)", ServerLog.limit: "\(limit)"])
        }
        return false
    }

    /// A connection from `address` has ended.
    func leave(_ address: ClientAddress?) {
        let key = counted(address)
        state.withLock { state in
            state.total -= 1
            guard let key, let own = state.byAddress[key] else { return }
            state.byAddress[key] = own > 1 ? own - 1 : nil
        }
    }

    /// Notes a refusal; returns how many the log should be told of now, 0 for none.
    private static func refuse(_ state: inout State) -> Int {
        state.refusals += 1
        state.untold += 1
        let now = ContinuousClock.now
        if let last = state.lastTold, last.duration(to: now) < silence { return 0 }
        defer { state.untold = 0 }
        state.lastTold = now
        return state.untold
    }

    private func counted(_ address: ClientAddress?) -> ClientAddress? {
        guard let address, !proxies.contains(address) else { return nil }
        return address.counted
    }
}
