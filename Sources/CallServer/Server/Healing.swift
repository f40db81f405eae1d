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
        _ configuration: ServerConfiguration, coordinator: CallCoordinator, store: CallStore, lease: InstanceLease,
        clock: DatabaseClock, machineClock: any CallClock, logger: Logger
    ) {
        let timekeeper = DatabaseTimekeeper(repository: store.repository, clock: clock, machine: machineClock, logger: logger)
        let audit = EngagementAudit(
            coordinator: coordinator, lock: store.repository, interval: configuration.store.auditInterval, logger: logger,
            upkeep: coordinator.forgetOldRequests)
        recovery = StartupRecovery(
            repository: store.repository, lease: lease, clock: clock, logger: logger,
            first: {
                try await timekeeper.setFirst()
                try await audit.mendLock()
                try await store.devices.prepare()
                try await store.errands.prepare()
                if configuration.webhooks != nil {
                    try await store.webhooks.prepare()
                    try await store.deadLetters.prepare()
                }
            }, afterwards: audit.audit)
        self.timekeeper = timekeeper
        self.audit = audit
    }
}
