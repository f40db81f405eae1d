import CallSignaling
import DequeModule
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Brings stored signals to the broker, and takes those it has out of their calls.
///
/// **Overview.** Every stored change is handed to `publish(_:)`, on the thread that stored it: its signals go to the broker's client at once, or
/// wait in a bounded backlog while too many are on their way or there is no connection. Acknowledged ones are collected and discarded from the store in bulk,
/// about a second later. What could not be published, and what did not fit, stays in the store and is read again.
/// **Concurrency.** Signals of one call are published in order: changes of one call are handed over one after the other, and while
/// a backlog exists everything goes through it, in order, by one drainer at a time.
/// **Lifecycle.** `run()` first publishes what an earlier run left, then discards and retries until shut down, and discards once more at the end.
/// **Invariants.** Nothing leaves the store before the broker has acknowledged it on all its topics, or it expired.
public final class SignalRelay: Service {
    /// Most messages handed to the broker's client and not acknowledged.
    static let outstandingLimit = 4_096
    /// Most changes waiting in memory; beyond it the store is the queue.
    static let backlogLimit = 10_000
    /// Seconds between bulk discards.
    static let flushInterval = 1.0
    /// Seconds between looks into the store for what failed, or was never handed over.
    static let sweepInterval = 5.0
    /// Seconds between looks at what is to be done.
    static let turn = 0.25

    let state = Mutex(RelayState())
    private let repository: any CallRepository
    private let publisher: any SignalPublisher
    private let clock: any CallClock
    private let logger: Logger

    /// A relay.
    public init(repository: any CallRepository, publisher: any SignalPublisher, clock: any CallClock, logger: Logger) {
        self.repository = repository
        self.publisher = publisher
        self.clock = clock
        self.logger = logger
    }

    /// How many signals were published, expired, failed, and wait.
    public var counts: RelayCounts { state.withLock { $0.counts } }

    /// Publishes the signals of a stored change, in order; never blocks.
    public func publish(_ commit: Commit) {
        guard state.withLock({ $0.follows(commit) }) else { return }
        publish(PendingSignals(key: commit.call.key, entries: commit.signals))
    }

    /// Publishes leftovers, then discards and sweeps until shut down.
    public func run() async throws {
        try await untilShutdown { try await self.loop() }
        await flush()
    }

    private func loop() async throws {
        var nextFlush = clock.now()
        var nextSweep = nextFlush
        state.withLock { $0.mustRead = true }
        while !Task.isCancelled {
            let now = clock.now()
            if now >= nextFlush {
                nextFlush = now.addingTimeInterval(Self.flushInterval)
                await flush()
            }
            if publisher.isConnected {
                if state.withLock({ $0.startDraining() }) { drain() }
                if now >= nextSweep || state.withLock({ $0.mustRead && $0.backlog.isEmpty }) {
                    nextSweep = now.addingTimeInterval(Self.sweepInterval)
                    await sweep()
                }
            }
            try await clock.sleep(until: now.addingTimeInterval(Self.turn))
        }
    }

    /// Reads what waits in the store and publishes what is not on its way: all of it where it is known to be ours, else what waits since the last sweep.
    private func sweep() async {
        let (takesAll, gaps) = state.withLock { ($0.startReading(), $0.gaps) }
        do {
            let pending = try await repository.pendingSignals(limit: Self.backlogLimit)
            let wanted = state.withLock { takesAll ? pending.map($0.untracked) : $0.overdue(pending) }
            let taken = wanted.count { publish($0, isLeftover: true) }
            let isComplete = taken == wanted.count && pending.count < Self.backlogLimit
            state.withLock { takesAll ? $0.finishReading(gaps, isComplete: isComplete) : $0.failReading(wasNeeded: false) }
        } catch {
            state.withLock { $0.failReading(wasNeeded: takesAll) }
            logger.warning("Waiting signals could not be read", metadata: [LogKey.error: "\(error)"])
        }
    }

    /// Publishes, or lets wait; false when there is no room, so that the signals stay in the store.
    @discardableResult
    private func publish(_ signals: PendingSignals, isLeftover: Bool = false) -> Bool {
        guard !signals.entries.isEmpty else { return true }
        let isConnected = publisher.isConnected
        switch state.withLock({ $0.admit(signals, isConnected: isConnected, isLeftover: isLeftover) }) {
        case .publish:
            send(signals)
            return true
        case .wait: return true
        case .leaveInStore: return false
        }
    }

    private func send(_ signals: PendingSignals) {
        let now = clock.now()
        for entry in signals.entries {
            let messages = entry.messages(of: signals.key.callID, at: now)
            state.withLock { $0.begin(signals.key, entry.seq, messages: messages.count) }
            for message in messages {
                publisher.publish(message) { result in self.complete(signals.key, entry.seq, result) }
            }
        }
    }

    private func complete(_ key: CallKey, _ seq: Int, _ result: Result<Void, any Error>) {
        if case .failure(let error) = result {
            logger.warning("A signal was not published", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(error)"])
        }
        let mayDrain = state.withLock { state in
            state.finish(key, seq, succeeded: (try? result.get()) != nil)  // the error is logged above
            return state.startDraining()
        }
        if mayDrain { drain() }
    }

    private func drain() {
        while true {
            let isConnected = publisher.isConnected
            guard let signals = state.withLock({ $0.nextInBacklog(isConnected: isConnected) }) else { return }
            send(signals)
        }
    }

    private func flush() async {
        let done = state.withLock { $0.takeDone() }
        guard !done.isEmpty else { return }
        do {
            try await repository.discardSignals(done)
            state.withLock { $0.forget(done) }
        } catch {
            state.withLock { $0.putBack(done) }
            logger.warning("Delivered signals could not be discarded", metadata: [LogKey.error: "\(error)"])
        }
    }
}
