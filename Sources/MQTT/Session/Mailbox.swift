internal import DequeModule
import NIOConcurrencyHelpers

/// Where callers on any thread leave work for the driver's thread, and where the driver shows how it stands.
///
/// *Concurrency*: one lock around one struct; what must happen is decided under the lock and done outside it.
/// *Invariants*: publishes leave in the order they came. After `finish` nothing is accepted.
final class Mailbox: Sendable {
    /// What `takeWork` hands to the driver.
    struct Work {
        var commands: [Command] = []
        /// When a requested close gives up waiting.
        var closeDeadline: ContinuousClock.Instant?
    }

    private enum Phase { case open, closing, finished }

    private struct State {
        var phase = Phase.open
        var publishes = Deque<QueuedPublish>()
        var commands: [Command] = []
        var closeDeadline: ContinuousClock.Instant?
        /// The driver took all there was and could use more: the next publish must wake it.
        var isDriverIdle = true
    }

    private let state = NIOLockedValueBox(State())
    private let queueLimit: Int
    private let wakeUp: WakeUp?

    init(queueLimit: Int, wakeUp: WakeUp?) {
        self.queueLimit = queueLimit
        self.wakeUp = wakeUp
    }

    /// Queues a publish; nil when accepted, else why not.
    func append(_ publish: QueuedPublish) -> MQTTError? {
        let (refusal, wakes) = state.withLockedValue { state -> (MQTTError?, Bool) in
            guard state.phase == .open else { return (.whenClosed, false) }
            guard state.publishes.count < queueLimit else {
                return (MQTTError(.queueFull, "\(queueLimit) messages wait already"), false)
            }
            state.publishes.append(publish)
            defer { state.isDriverIdle = false }
            return (nil, state.isDriverIdle)
        }
        if wakes { wakeUp?.signal() }
        return refusal
    }

    /// Queues a command; false when the client is closed. An unsubscription is still taken while the client closes.
    func append(_ command: Command) -> Bool {
        let isAccepted = state.withLockedValue { state in
            switch (state.phase, command) {
            case (.open, _), (.closing, .unsubscribe):
                state.commands.append(command)
                return true
            default:
                return false
            }
        }
        if isAccepted { wakeUp?.signal() }
        return isAccepted
    }

    /// Asks the driver to end by `deadline`; a second request can only shorten that.
    func requestClose(by deadline: ContinuousClock.Instant) {
        state.withLockedValue { state in
            if state.phase == .open { state.phase = .closing }
            state.closeDeadline = min(state.closeDeadline ?? deadline, deadline)
        }
        wakeUp?.signal()
    }

    /// Number of publishes that wait.
    var waitingCount: Int { state.withLockedValue { $0.publishes.count } }

    /// For the driver: the commands since the last call.
    func takeWork() -> Work {
        state.withLockedValue { state in
            defer { state.commands.removeAll(keepingCapacity: true) }
            return Work(commands: state.commands, closeDeadline: state.closeDeadline)
        }
    }

    /// For the driver: up to `count` publishes, first come first. Fewer than asked means that the next one wakes the driver.
    func takePublishes(_ count: Int) -> Deque<QueuedPublish> {
        state.withLockedValue { state in
            let taken = state.publishes.takeFirst(count)
            state.isDriverIdle = taken.count < count
            return taken
        }
    }

    /// For the driver at its end: refuses everything from now on and hands back what was left.
    func finish() -> Leftovers {
        state.withLockedValue { state in
            defer { state = State(phase: .finished) }
            return Leftovers(publishes: state.publishes, commands: state.commands)
        }
    }
}

extension MQTTError {
    /// What publishers get under `OutagePolicy.fail` while there is no connection. Those handed over before may have arrived.
    static let whenDisconnected = MQTTError(.connectionLost, "there is no connection to the broker")

    /// What callers get after `close`.
    static let whenClosed = MQTTError(.closed, "the client is closed")
}
