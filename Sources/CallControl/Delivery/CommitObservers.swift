public import CallSignaling
import Synchronization

/// Passes each stored change on: to the timers, the repeater, the relay, then the cache. Made before they are; they are attached once.
///
/// Called on the thread that stored the change, in the order of the versions of each call; never blocks.
public final class CommitObservers: Sendable {
    /// Those who want to know.
    private struct Attached {
        let scheduler: DeadlineScheduler
        let repeater: SignalRepeater
        let relay: SignalRelay
        let others: [@Sendable (Call) -> Void]
    }

    private let cache: LiveCallCache
    private let attached = Mutex<Attached?>(nil)

    /// Observers that feed `cache`.
    public init(cache: LiveCallCache) { self.cache = cache }

    /// Attaches the services; changes stored before that wait in the store. `others` are told of calls only, after the relay; they must not block either.
    public func attach(
        scheduler: DeadlineScheduler, repeater: SignalRepeater, relay: SignalRelay, others: [@Sendable (Call) -> Void] = []
    ) {
        attached.withLock { $0 = Attached(scheduler: scheduler, repeater: repeater, relay: relay, others: others) }
    }

    /// Takes note of a stored change.
    public func observe(_ commit: Commit) {
        var isOnItsWay = true
        if let services = attached.withLock(\.self) {
            services.scheduler.observe(commit.call)
            services.repeater.observe(commit.call)
            isOnItsWay = services.relay.publish(commit)
            for observe in services.others { observe(commit.call) }
        }
        // Last, for whoever finds the call here may change it at once, on another thread, and what he adds must not reach the relay before this.
        // With signals on their way the relay knows what they wait for; without any, the next change must. Signals that wait may be another instance's
        // by the time of the next change, which must read the call to know.
        if isOnItsWay {
            cache.store(commit.call, outbox: commit.signals.isEmpty ? commit.outbox : [])
        } else {
            cache.remove(commit.call.key, upTo: commit.call.version)
        }
    }

    /// What is known of calls' outboxes may be wrong by now.
    func forgetCalls() { cache.removeAll() }

    /// Takes note of a call that this instance has become responsible for. It is not cached: what waits in its outbox must be read before a change.
    public func recover(_ call: Call) {
        guard let services = attached.withLock(\.self) else { return }
        services.scheduler.observe(call)
        services.repeater.observe(call)
        for observe in services.others { observe(call) }
    }
}
