public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Sends invites and cancels again, as long as a phone may have missed them (DESIGN 3, *ringing is assured*).
///
/// **Overview.** What is to be repeated follows from a call's state, so nothing is stored for it. This instance repeats for the calls it wrote last.
/// **Concurrency.** A repeat is handed to the broker under the same lock that takes note of changes, and changes are noted before their own
/// signals are published: so no invite is repeated after the signal that ended the ringing. Before each repeat the stored call is read; if another
/// instance has changed it, that one repeats. **Lifecycle.** `run()` until shut down. **Invariants.** Holds only calls that still have repeats to come.
public final class SignalRepeater: Service {
    private struct Entry {
        var call: Call
        var last: Date
    }

    private struct State {
        var entries: [CallKey: Entry] = [:]
        var timers = TimerQueue()
        /// Until when those calls were served that somebody changed meanwhile: the change may be ours and just not noted yet.
        private var served: [CallKey: Date] = [:]

        mutating func observe(_ call: Call, at now: Date, _ plan: RepeatPlan) {
            let known = entries[call.key]
            guard known.map({ $0.call.version <= call.version }) ?? true else { return }
            schedule(call, after: known?.last ?? served.removeValue(forKey: call.key) ?? now, plan)
        }

        mutating func drop(_ key: CallKey) {
            if served.count > 10_000 { served = [:] }
            served[key] = entries.removeValue(forKey: key)?.last
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
            while !Task.isCancelled {
                let now = self.coordinator.now
                let turn = now.addingTimeInterval(Self.turn)
                guard self.publisher.isConnected else {  // the store is not read for what cannot be sent
                    try await self.coordinator.clock.sleep(until: turn)
                    continue
                }
                let due = self.state.withLock { $0.timers.popDue(at: now) }
                if !due.isEmpty { await self.refresh(due.filter { self.isDue($0, at: now) }, at: now) }
                let next = self.state.withLock { $0.timers.earliest }
                try await self.coordinator.clock.sleep(until: next.map { min($0, turn) } ?? turn)
            }
        }
    }

    private func isDue(_ key: CallKey, at now: Date) -> Bool {
        state.withLock { state in
            guard let entry = state.entries[key], let next = entry.call.nextRepeat(after: entry.last, plan: plan) else { return false }
            return next <= now
        }
    }

    /// Reads the calls that are due and repeats what the stored state asks for.
    private func refresh(_ keys: [CallKey], at now: Date) async {
        await withTaskGroup { group in
            for key in keys {
                group.addTask {
                    do {
                        self.send(key, try await self.coordinator.repository.call(key), at: now)
                    } catch {
                        self.logger.warning("A repeat had to wait", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(error)"])
                        self.state.withLock { $0.postpone(key, at: now) }
                    }
                }
            }
        }
    }

    private func send(_ key: CallKey, _ stored: Call?, at now: Date) {
        let isConnected = publisher.isConnected
        state.withLock { state in
            guard let entry = state.entries[key] else { return }
            guard let stored, stored.version <= entry.call.version else { return state.drop(key) }
            guard isConnected else { return state.postpone(key, at: now) }
            for signal in entry.call.repeats(after: entry.last, through: now, plan: plan) { publish(signal, at: now) }
            state.schedule(entry.call, after: now, plan)
        }
    }

    private func publish(_ signal: Signal, at now: Date) {
        do {
            for message in try OutboxEntry(signal).messages(of: signal.callID, at: now) {
                publisher.publish(message) { [logger] result in
                    guard case .failure(let error) = result else { return }
                    logger.debug("A repeat was not published", metadata: [LogKey.call: .id(signal.callID), LogKey.error: "\(error)"])
                }
            }
        } catch {
            logger.error("A repeat could not be encoded", metadata: [LogKey.call: .id(signal.callID), LogKey.error: "\(error)"])
        }
    }
}
