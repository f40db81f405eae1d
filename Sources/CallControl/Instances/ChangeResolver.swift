import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle

/// Finds out what became of changes whose outcome the database did not tell, and acts on it.
///
/// **Overview.** Their askers were refused with 503. A change that was made all the same has its signals published and its timers set; a call so made
/// that nobody can ask for again, as no Idempotency-Key came with it, is cancelled, so that the refusal was true and nobody rings for nothing.
/// **Concurrency.** One at a time. **Lifecycle.** `run()` until shut down; what is open then is found by whoever takes over.
public final class ChangeResolver: Service {
    /// Seconds between looks.
    static let interval = 0.5
    /// Seconds for which the store must have answered without the change before it is given up: a stopped server may make it late.
    static let patience = 15.0

    private let coordinator: CallCoordinator
    private let observers: CommitObservers
    private let relay: SignalRelay
    private let logger: Logger

    /// A resolver of the coordinator's uncertain changes.
    public init(coordinator: CallCoordinator, observers: CommitObservers, relay: SignalRelay, logger: Logger) {
        self.coordinator = coordinator
        self.observers = observers
        self.relay = relay
        self.logger = logger
    }

    /// Looks until shut down.
    public func run() async throws {
        try await untilShutdown {
            while !Task.isCancelled {
                let start = self.coordinator.now
                await self.resolveAll()
                try await self.coordinator.clock.sleep(until: start.addingTimeInterval(Self.interval))
            }
        }
    }

    private func resolveAll() async {
        for (key, change) in coordinator.uncertain.all {
            do {
                try await resolve(key, change)
            } catch let error as DependencyFailure {
                return logger.debug("Uncertain changes could not be read", metadata: [LogKey.error: "\(error)"])
            } catch {
                // Refused by the call as it is by now, or unreadable: trying again is of no use, and others wait.
                logger.warning("An uncertain change was given up", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(error)"])
                relay.read(key)
                coordinator.uncertain.update(key, nil)
            }
        }
    }

    private func resolve(_ key: CallKey, _ change: UncertainChanges.Change) async throws {
        let uncertain = coordinator.uncertain
        guard let stored = try await coordinator.repository.storedCall(key), stored.call.version >= change.version else {
            let now = coordinator.now
            let since = change.missingSince ?? now
            var waiting = change
            waiting.missingSince = since
            return uncertain.update(key, now.timeIntervalSince(since) < Self.patience ? waiting : nil)
        }
        if change.isAbandonedCall, stored.call.status == .ringing {  // phones may have acknowledged the invite by now
            let caller = stored.call.caller
            try await coordinator.perform(.cancel(Party(caller.id, on: Device(caller.device))), on: key)
            logger.info("A call was cancelled whose caller had been refused", metadata: [LogKey.call: .id(key.callID)])
        } else if stored.isOurs {
            observers.recover(stored.call)
        }
        relay.read(key)
        uncertain.update(key, nil)
    }
}
