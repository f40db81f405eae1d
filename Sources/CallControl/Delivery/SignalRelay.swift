import CallSignaling
import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// Brings stored signals to the broker, and takes those it has out of their calls.
///
/// **Overview.** Every stored change is handed to `publish(_:)`, on the thread that stored it: its signals go to the broker's client at once. While
/// the broker is away or too slow they wait in the store, which is the queue; then all that is ours is read, in order, and published, but for invites to
/// phones that need not ring any more. Acknowledged ones are discarded from the store in bulk, a little later.
/// **Concurrency.** Signals of one call are published in order, also when several instances change it: each publishes what it stored, after what
/// others stored before has left the outbox. Calls that must wait for something are *behind*: read one by one until they are not.
/// **Lifecycle.** `run()` publishes what an earlier run left, then reads, discards and retries until shut down; then it waits a little for
/// what is on its way, and leaves the rest to other instances.
/// **Invariants.** Nothing leaves the store before the broker has acknowledged it on all its topics, or nobody wants it any more.
/// Memory is bounded however long the broker is away.
public final class SignalRelay: Service {
    /// Most messages handed to the broker's client and not acknowledged.
    static let outstandingLimit = 16_384
    /// Seconds between bulk discards. Other instances that go on with a call wait for it.
    static let flushInterval = 0.3
    /// Seconds between looks into the store for what was never handed over.
    static let sweepInterval = 5.0
    /// Seconds between looks at what is to be done.
    static let turn = 0.1
    /// Calls a page.
    static let pageSize = 500
    /// Seconds until the store is read again that could not be.
    static let retry = 1.0
    /// Longest wait, at the end, for what is on its way, seconds.
    static let patience = 3.0

    let state = Mutex(RelayState())
    let repository: any CallRepository
    let uncertain: UncertainChanges
    private let cache: LiveCallCache
    let clock: any CallClock
    let logger: Logger
    private let publisher: any SignalPublisher
    /// Held from the decision to publish a call's signals until they are all handed over, so that none can overtake them, and while the relay
    /// learns what became of one: whatever is handed over after a cut came too late to be held back, and is cut off as well. Before `state`.
    private let handOver = NSRecursiveLock()

    /// A relay; `uncertain` are the changes nobody knows the outcome of. `cache` forgets calls of which something has to wait, for another instance
    /// may take that over: only the store can tell then what goes first.
    public init(
        repository: any CallRepository, publisher: any SignalPublisher, uncertain: UncertainChanges, cache: LiveCallCache,
        clock: any CallClock, logger: Logger
    ) {
        self.repository = repository
        self.publisher = publisher
        self.uncertain = uncertain
        self.cache = cache
        self.clock = clock
        self.logger = logger
    }

    /// How many signals were published, expired, refused, and wait.
    public var counts: RelayCounts { state.withLock { $0.counts } }

    /// Publishes the signals of a stored change, in order, or leaves them in the store until they are read; never blocks. Returns whether none has to
    /// wait.
    @discardableResult
    public func publish(_ commit: Commit) -> Bool {
        FaultFlags.pass(.committed, commit.signals.map(\.payload))
        let (key, now) = (commit.call.key, clock.now())
        let messages = commit.signals.map { $0.messages(of: key.callID, at: now) }
        let isConnected = publisher.isConnected
        let isAdmitted = handOver.withLock {
            guard state.withLock({ $0.admit(commit, messages: messages.map(\.count), isConnected: isConnected) }) else { return false }
            for (entry, messages) in zip(commit.signals, messages) { send(entry, messages, of: key) }
            return true
        }
        guard !isAdmitted, !commit.signals.isEmpty else { return true }
        logger.debug("Signals wait in the store", metadata: [LogKey.call: .id(key.callID), LogKey.count: "\(commit.call.seq)"])
        return false
    }

    /// Whether there is a connection to the broker.
    var isConnected: Bool { publisher.isConnected }

    /// Has all waiting signals that are ours read: some were taken over.
    public func readAll() { state.withLock { $0.loseTrack() } }

    /// Has a call's waiting signals read.
    func read(_ key: CallKey) { state.withLock { $0.noteBehind(key) } }

    /// Reads, discards and retries until shut down.
    public func run() async throws {
        try await untilShutdown { try await self.loop() }
        await finish()
    }

    private func loop() async throws {
        var nextFlush = clock.now()
        var nextSweep = nextFlush.addingTimeInterval(Self.sweepInterval)
        var nextReading = nextFlush
        var sweep = RelaySweep()
        while !Task.isCancelled {
            let now = clock.now()
            if now >= nextFlush {
                nextFlush = now.addingTimeInterval(Self.flushInterval)
                await flush()
            }
            if publisher.isConnected, now >= nextReading, !FaultFlags.isRelayRecoveryOff {
                do {
                    try await catchUp()
                    if now >= nextSweep {
                        nextSweep = now.addingTimeInterval(Self.sweepInterval)
                        try await self.sweep(&sweep)
                    }
                } catch let error where !(error is CancellationError) {
                    nextReading = now.addingTimeInterval(Self.retry)
                    logger.warning("Waiting signals could not be read", metadata: [LogKey.error: "\(error)"])
                }
            }
            try await clock.sleep(until: now.addingTimeInterval(Self.turn))
        }
    }

    /// Waits for what is on its way and is quickly read, and discards it.
    private func finish() async {
        let limit = clock.now().addingTimeInterval(Self.patience)
        while publisher.isConnected, clock.now() < limit, !state.withLock(\.isIdle) {
            do {
                try await catchUp()
                try await clock.sleep(until: clock.now().addingTimeInterval(0.02))
            } catch {
                break  // the store is away, or time is up: what is left is another instance's
            }
        }
        await flush()
    }

    /// Publishes what was just read, of each call what is not known to be on its way.
    func publish(_ pending: PendingSignals) {
        let now = clock.now()
        let entries = handOver.withLock {
            var messages: [Int: [OutboundMessage]] = [:]
            let entries = state.withLock { state in
                state.take(pending, at: now) { entry in
                    let all = entry.messages(of: pending.key.callID, at: now)
                    messages[entry.seq] = all
                    return all.count
                }
            }
            for entry in entries { send(entry, messages[entry.seq] ?? [], of: pending.key) }
            return entries
        }
        for entry in entries {
            logger.debug("A signal was read", metadata: [LogKey.call: .id(pending.key.callID), LogKey.count: "\(entry.seq)"])
        }
    }

    private func send(_ entry: OutboxEntry, _ messages: [OutboundMessage], of key: CallKey) {
        for message in messages {
            publisher.publish(message) { self.complete(key, entry, $0) }
        }
        if !messages.isEmpty { FaultFlags.pass(.published, [entry.payload]) }
    }

    private func complete(_ key: CallKey, _ entry: OutboxEntry, _ result: Result<Void, PublishFailure>) {
        let fate: RelayState.Fate
        switch result {
        case .success:
            FaultFlags.pass(.acknowledged, [entry.payload])
            fate = .acknowledged
        case .failure(.cutOff(let reason)):
            fate = .cutOff
            cache.remove(key, upTo: .max)
            logger.debug("A signal was cut off", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(reason)"])
        case .failure(.refused(let reason)):
            fate = .refused
            logger.warning("A signal was refused", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(reason)"])
        }
        let now = clock.now()
        handOver.withLock { state.withLock { $0.finish(key, entry.seq, fate, at: now) } }
    }

    private func flush() async {
        let done = state.withLock { $0.takeDone() }
        guard !done.isEmpty else { return state.withLock { $0.forget([]) } }
        do {
            FaultFlags.pass(.discarding, [])
            try await repository.discardSignals(done)
            FaultFlags.pass(.discarded, [])
            state.withLock { $0.forget(done) }
        } catch {
            state.withLock { $0.putBack(done) }
            logger.warning("Delivered signals could not be discarded", metadata: [LogKey.error: "\(error)"])
        }
    }
}
