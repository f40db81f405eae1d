public import CallSignaling
import Synchronization

/// Passes each stored change on: to the cache, the timers, the repeater, then the relay. Made before they are; they are attached once.
///
/// Called on the thread that stored the change, in the order of the versions of each call; never blocks.
public final class CommitObservers: Sendable {
    /// Those who want to know.
    private struct Attached {
        let scheduler: DeadlineScheduler
        let repeater: SignalRepeater
        let relay: SignalRelay
    }

    private let cache: LiveCallCache
    private let attached = Mutex<Attached?>(nil)

    /// Observers that feed `cache`.
    public init(cache: LiveCallCache) { self.cache = cache }

    /// Attaches the services; changes stored before that wait in the store.
    public func attach(scheduler: DeadlineScheduler, repeater: SignalRepeater, relay: SignalRelay) {
        attached.withLock { $0 = Attached(scheduler: scheduler, repeater: repeater, relay: relay) }
    }

    /// Takes note of a stored change.
    public func observe(_ commit: Commit) {
        // A change without signals waits for nothing, but the next one must still know what others have waiting.
        cache.store(commit.call, outbox: commit.signals.isEmpty ? commit.outbox : [])
        guard let services = attached.withLock(\.self) else { return }
        services.scheduler.observe(commit.call)
        services.repeater.observe(commit.call)
        services.relay.publish(commit)
    }

    /// Takes note of a call an earlier run stored.
    public func recover(_ call: Call) {
        cache.store(call)
        guard let services = attached.withLock(\.self) else { return }
        services.scheduler.observe(call)
        services.repeater.observe(call)
    }
}
