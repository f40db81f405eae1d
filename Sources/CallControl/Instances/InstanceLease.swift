import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Keeps this instance alive in the others' eyes, and takes over from those that are gone.
///
/// **Overview.** Every stored signal belongs to the instance that stored it, which publishes it; every call to the one that wrote it last, which
/// repeats its signals. Each instance renews a lease in the database once a second; what belongs to one whose lease has run out is taken over.
/// **Concurrency.** Any number of instances may take over at once: each call and signal becomes one's.
/// **Lifecycle.** `begin()` once the store is prepared; then `run()` until shut down, which ends the lease, so that others take over at once.
/// **Invariants.** Nobody is taken for dead because the database was away: only who has renewed his own lease for a while without
/// a hitch looks at those of others.
public final class InstanceLease: Service {
    /// Seconds between renewals.
    static let interval = 1.0
    /// Seconds for which renewals must have gone well before others are judged.
    static let probation = 2.5
    /// Seconds without a broker after which an instance lets others publish its signals, and with one before it does so for others.
    static let muteness = 3.0
    /// Longest time between two good renewals, seconds.
    static let hitch = 2.0
    /// Calls a page.
    static let pageSize = 500

    private struct State {
        var hasBegun = false
        var goodSince: Date?
        var lastGood: Date?
        /// Whether something was taken over that has not been read yet.
        var mustRecover = false
        /// Since when the connection to the broker is as it is.
        var broker: (isConnected: Bool, since: Date)?

        /// Whether there has been no broker, or has been one, for a while.
        mutating func brokerState(_ isConnected: Bool, at now: Date) -> (isMute: Bool, isSteady: Bool) {
            if broker?.isConnected != isConnected { broker = (isConnected, now) }
            let isLasting = now.timeIntervalSince(broker?.since ?? now) >= InstanceLease.muteness
            return (!isConnected && isLasting, isConnected && isLasting)
        }

        /// Takes note of a good renewal; whether others may be judged now.
        mutating func renewed(at now: Date) -> Bool {
            if let lastGood, now.timeIntervalSince(lastGood) > InstanceLease.hitch { goodSince = nil }
            lastGood = now
            let since = goodSince ?? now
            goodSince = since
            return now.timeIntervalSince(since) >= InstanceLease.probation
        }
    }

    private let state = Mutex(State())
    private let repository: any CallRepository
    private let observers: CommitObservers
    private let relay: SignalRelay
    private let tail: Double
    private let clock: any CallClock
    private let logger: Logger

    /// A lease. Calls that ended less than `tail` seconds ago may still have signals to be repeated.
    public init(
        repository: any CallRepository, observers: CommitObservers, relay: SignalRelay, tail: Double, clock: any CallClock, logger: Logger
    ) {
        self.repository = repository
        self.observers = observers
        self.relay = relay
        self.tail = tail
        self.clock = clock
        self.logger = logger
    }

    /// Makes the instance known, before it stores anything. Throws `DependencyFailure`.
    public func announce() async throws { _ = try await repository.renewLease(isFirst: false) }

    /// Takes the lease, and over what nobody else has; returns how many calls are this instance's now. Throws `DependencyFailure`.
    @discardableResult
    public func begin() async throws -> Int {
        let report = try await repository.renewLease(isFirst: true)
        let count = try await takeOver(report.vacated, always: true)
        let now = clock.now()
        state.withLock { state in
            state.hasBegun = true
            _ = state.renewed(at: now)
        }
        return count
    }

    /// Renews the lease until shut down, then ends it.
    public func run() async throws {
        try await untilShutdown {
            while !Task.isCancelled {
                let start = self.clock.now()
                if self.state.withLock(\.hasBegun) { await self.renew() }
                try await self.clock.sleep(until: start.addingTimeInterval(Self.interval))
            }
        }
        await end()
    }

    /// A task of its own, so that an end in haste does not keep the others waiting for the lease to run out.
    private func end() async {
        await Task { [repository, logger] in
            do {
                try await repository.endLease()
            } catch {
                logger.info("The lease could not be ended; it runs out", metadata: [LogKey.error: "\(error)"])
            }
        }.value
    }

    private func renew() async {
        do {
            let start = clock.now()
            let isConnected = relay.isConnected
            let broker = state.withLock { $0.brokerState(isConnected, at: start) }
            let report = try await repository.renewLease(isFirst: false, isMute: broker.isMute)
            let now = clock.now()
            let (mayJudge, wasAway) = state.withLock { state in
                let wasAway = state.lastGood.map { now.timeIntervalSince($0) >= LeaseReport.lease } ?? false
                if now.timeIntervalSince(start) >= Self.interval { state.goodSince = nil }
                return (state.renewed(at: now), wasAway)
            }
            if wasAway { observers.forgetCalls() }  // others may have taken over what waits in their outboxes
            try await takeOver(report.vacated + (mayJudge ? report.expired : []))
            if mayJudge, broker.isSteady, !report.mute.isEmpty { try await speak(for: report.mute) }
        } catch {
            state.withLock { $0.goodSince = nil }
            logger.debug("The lease could not be renewed", metadata: [LogKey.error: "\(error)"])
        }
    }

    /// Publishes what waits at instances that have no broker.
    private func speak(for mute: [String]) async throws {
        guard !FaultFlags.isRelayRecoveryOff, try await repository.takeOverSignals(from: mute) > 0 else { return }
        logger.info("Publishing for instances that have no broker", metadata: [LogKey.count: "\(mute.count)"])
        relay.readAll()
    }

    @discardableResult
    private func takeOver(_ owners: [String], always: Bool = false) async throws -> Int {
        guard !FaultFlags.isRelayRecoveryOff else { return 0 }
        if !owners.isEmpty {
            state.withLock { $0.mustRecover = true }
            try await repository.takeOver(from: owners)
            logger.info("Took over from instances that are gone", metadata: [LogKey.count: "\(owners.count)"])
        }
        guard always || state.withLock(\.mustRecover) else { return 0 }
        relay.readAll()
        let count = try await recoverCalls()
        state.withLock { $0.mustRecover = false }
        return count
    }

    /// Reads the calls that are ours, those of an earlier time included, so that their signals are repeated and their deadlines kept.
    private func recoverCalls() async throws -> Int {
        let start = clock.now().addingTimeInterval(-tail)
        var last: Call?
        var count = 0
        while true {
            let page = try await repository.ownCalls(endedAfter: start, beyond: last, limit: Self.pageSize)
            for call in page { observers.recover(call) }
            count += page.count
            guard page.count == Self.pageSize, let next = page.last else { return count }
            last = next
        }
    }
}
