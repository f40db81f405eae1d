import CallSignaling
import DequeModule
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Brings stored signals to the broker, and takes those it has out of their calls.
///
/// **Overview.** Every stored change is handed to `publish(_:)`, on the thread that stored it: its signals go to the broker's client at once, or
/// wait in a bounded backlog while too many are on their way. Acknowledged ones are collected and discarded from the store in bulk,
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
    /// Seconds until what failed is read from the store again.
    static let retryInterval = 5.0

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
    public func publish(_ signals: PendingSignals) {
        guard !signals.entries.isEmpty else { return }
        if state.withLock({ $0.admit(signals) }) { send(signals) }
    }

    /// Publishes leftovers, then discards and retries until shut down.
    public func run() async throws {
        try await untilShutdown { try await self.loop() }
        await flush()
    }

    private func loop() async throws {
        var nextRead = clock.now()
        state.withLock { $0.mustRead = true }
        while !Task.isCancelled {
            let now = clock.now()
            await flush()
            if now >= nextRead, state.withLock({ $0.mustRead && $0.backlog.isEmpty }) {
                nextRead = now.addingTimeInterval(Self.retryInterval)
                await readLeftovers()
            }
            try await clock.sleep(until: now.addingTimeInterval(Self.flushInterval))
        }
    }

    /// Reads what waits in the store and publishes what is not on its way already.
    private func readLeftovers() async {
        state.withLock {
            $0.mustRead = false
            $0.hasOverflowed = false
        }
        do {
            let pending = try await repository.pendingSignals(limit: Self.backlogLimit)
            for signals in pending {
                let fresh = state.withLock { $0.untracked(signals) }
                publish(fresh)
            }
            if pending.count == Self.backlogLimit { state.withLock { $0.mustRead = true } }
        } catch {
            state.withLock { $0.mustRead = true }
            logger.warning("Waiting signals could not be read", metadata: [LogKey.error: "\(error)"])
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
        while let signals = state.withLock({ $0.nextInBacklog() }) { send(signals) }
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
