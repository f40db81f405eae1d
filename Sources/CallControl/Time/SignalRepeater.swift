public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Sends invites and cancels again, as long as a phone may have missed them (DESIGN 3, *ringing is assured*).
///
/// **Overview.** What is to be repeated follows from a call's state, so nothing is stored for it. A repeat is due for the instance that had written the
/// call last by then. **Concurrency.** A repeat is handed to the broker under the same lock that takes note of changes, and changes are noted before
/// their own signals are published: so no invite is repeated after the signal that ended the ringing. Before each repeat the stored call is read: what another
/// instance has changed, or what still waits for its first publishing, is not repeated. Another instance's change at that very moment is found by reading
/// once more when the broker has the invite; then the cancel is sent again. **Lifecycle.** `run()` until shut down. **Invariants.** Holds only calls
/// that still have repeats to come.
public final class SignalRepeater: Service {
    private struct Entry {
        var call: Call
        var last: Date
    }

    private struct State {
        var entries: [CallKey: Entry] = [:]
        var timers = TimerQueue()
        /// Calls being looked at.
        var refreshing = 0
        var isFull: Bool { refreshing >= SignalRepeater.width }
        /// Calls that somebody changed meanwhile, and up to when they were served: the change may be ours and just not noted yet.
        private var served: [CallKey: (version: Int, last: Date)] = [:]

        mutating func observe(_ call: Call, at now: Date, _ plan: RepeatPlan) {
            let known = entries[call.key].map { ($0.call.version, $0.last) } ?? served[call.key]
            if let (version, _) = known, version > call.version { return }
            served[call.key] = nil
            // What was due before was due for whoever wrote the version before.
            let last = known.flatMap { version, last in version >= call.version - 1 ? last : nil }
            schedule(call, after: last ?? now, plan)
        }

        mutating func drop(_ key: CallKey, servedUntil last: Date) {
            if served.count > 10_000 { served = [:] }
            served[key] = entries.removeValue(forKey: key).map { ($0.call.version, last) }
        }

        /// Tries again soon, as nothing could be sent now.
        mutating func postpone(_ key: CallKey, at now: Date) { timers.insert(key, at: now.addingTimeInterval(SignalRepeater.retry)) }

        mutating func schedule(_ call: Call, after last: Date, _ plan: RepeatPlan) {
            guard let next = call.nextRepeat(after: last, plan: plan) else {
                entries[call.key] = nil
                return
            }
            entries[call.key] = Entry(call: call, last: last)
            timers.insert(call.key, at: next)
        }
    }

    static let turn = 0.1
    /// Most calls looked at at once.
    static let width = 128
    /// How often, and seconds apart, it is looked whether a cancel that met its invite has gone out itself.
    static let (takeBackLimit, takeBackWait) = (50, 0.1)
    /// Seconds until a repeat that could not be sent is tried again.
    static let retry = 1.0

    private let state = Mutex(State())
    private let coordinator: CallCoordinator
    private let publisher: any SignalPublisher
    private let plan: RepeatPlan
    private let logger: Logger

    /// A repeater.
    public init(coordinator: CallCoordinator, publisher: any SignalPublisher, logger: Logger) {
        self.coordinator = coordinator
        self.publisher = publisher
        plan = coordinator.settings.repeats
        self.logger = logger
    }

    /// Takes note of a stored call. Must come before the publishing of the change's signals.
    public func observe(_ call: Call) {
        let now = coordinator.now
        state.withLock { $0.observe(call, at: now, plan) }
    }

    /// Repeats until shut down.
    public func run() async throws {
        try await untilShutdown {
            try await withThrowingDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    let now = self.coordinator.now
                    for key in self.take(at: now) { group.addTask { await self.refresh(key, at: now) } }
                    let isWaiting = !self.publisher.isConnected
                    let next = self.state.withLock { isWaiting || $0.isFull ? nil : $0.timers.earliest }
                    let turn = now.addingTimeInterval(Self.turn)
                    try await self.coordinator.clock.sleep(until: next.map { min(max($0, now.addingTimeInterval(0.01)), turn) } ?? turn)
                }
            }
        }
    }

    /// The next calls to look at. While the broker is away nothing is: the store is not read for what cannot be sent.
    private func take(at now: Date) -> [CallKey] {
        guard publisher.isConnected else { return [] }
        return state.withLock { state in
            let due = state.timers.popDue(at: now, limit: Self.width - state.refreshing).filter { key in
                guard let entry = state.entries[key], let next = entry.call.nextRepeat(after: entry.last, plan: plan) else { return false }
                return next <= now
            }
            state.refreshing += due.count
            return due
        }
    }

    /// Reads the call and repeats what the stored state asks for.
    private func refresh(_ key: CallKey, at now: Date) async {
        defer { state.withLock { $0.refreshing -= 1 } }
        do {
            let stored = try await coordinator.repository.storedCall(key)
            let receipts = RepeatReceipts()
            send(key, stored, at: now, receipts)
            let invited = await receipts.invited
            if !invited.isEmpty { try await takeBack(from: invited, key) }
        } catch {
            logger.warning("A repeat had to wait", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(error)"])
            state.withLock { $0.postpone(key, at: now) }
        }
    }

    /// Sends what is due.
    private func send(_ key: CallKey, _ stored: StoredCall?, at now: Date, _ receipts: RepeatReceipts) {
        let isConnected = publisher.isConnected
        defer { receipts.close() }
        state.withLock { state in
            guard let entry = state.entries[key] else { return }
            guard let stored else { return state.drop(key, servedUntil: now) }
            let isChanged = stored.call.version > entry.call.version
            guard isChanged || stored.isOurs else { return state.drop(key, servedUntil: now) }
            let end = isChanged ? min(now, stored.call.firstChange(after: entry.call) ?? entry.last) : now
            let due = (isChanged ? stored.call : entry.call).repeats(after: entry.last, through: end, plan: plan)
            let waiting = Set(stored.outbox.map(\.seq))
            guard isConnected, !due.contains(where: { waiting.contains($0.seq) }) else { return state.postpone(key, at: now) }
            for signal in due { publish(signal, at: now, receipts) }
            if isChanged { state.drop(key, servedUntil: end) } else { state.schedule(entry.call, after: now, plan) }
        }
    }

    private func publish(_ signal: Signal, at now: Date, _ receipts: RepeatReceipts) {
        do {
            for message in try OutboxEntry(signal).messages(of: signal.callID, at: now) {
                receipts.open(signal)
                publisher.publish(message) { [logger] result in
                    receipts.close()
                    guard case .failure(let error) = result else { return }
                    logger.debug("A repeat was not published", metadata: [LogKey.call: .id(signal.callID), LogKey.error: "\(error)"])
                }
            }
        } catch {
            logger.error("A repeat could not be encoded", metadata: [LogKey.call: .id(signal.callID), LogKey.error: "\(error)"])
        }
    }

    /// Has those stop ringing who were told to stop while their invite was on its way.
    private func takeBack(from invited: Set<MemberID>, _ key: CallKey) async throws {
        let arrived = coordinator.now
        for _ in 0..<Self.takeBackLimit {
            guard let stored = try await coordinator.repository.storedCall(key) else { return }
            let waiting = Set(stored.outbox.map(\.seq))
            let cancels = stored.call.dismissals(of: invited).filter { $0.timestamp <= arrived }
            guard cancels.contains(where: { waiting.contains($0.seq) }) else {
                return cancels.forEach { publish($0, at: coordinator.now, RepeatReceipts()) }
            }
            try await coordinator.clock.sleep(until: coordinator.now.addingTimeInterval(Self.takeBackWait))  // its first comes first
        }
    }
}
