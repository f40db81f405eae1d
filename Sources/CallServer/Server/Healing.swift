import CallControl
import CallSignaling
import Logging

/// What makes an instance ready and keeps it right: clock, recovery, audit.
struct Healing {
    let timekeeper: DatabaseTimekeeper
    let audit: EngagementAudit
    let recovery: StartupRecovery

    /// The services of a coordinator on `store` that goes by `clock`.
    init(
        _ configuration: ServerConfiguration, coordinator: CallCoordinator, store: CallStore, observers: CommitObservers,
        clock: DatabaseClock, machineClock: any CallClock, logger: Logger
    ) {
        let timekeeper = DatabaseTimekeeper(repository: store.repository, clock: clock, machine: machineClock, logger: logger)
        let audit = EngagementAudit(
            coordinator: coordinator, lock: store.repository, interval: configuration.store.auditInterval, logger: logger)
        recovery = StartupRecovery(
            repository: store.repository, observers: observers, tail: configuration.calls.repeats.tail, clock: clock, logger: logger,
            first: {
                try await timekeeper.setFirst()
                try await audit.mendLock()
            }, afterwards: audit.audit)
        self.timekeeper = timekeeper
        self.audit = audit
    }
}
