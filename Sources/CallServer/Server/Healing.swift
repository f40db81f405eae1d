import CallControl
import CallSignaling
import Logging

/// What makes an instance ready and keeps it right: clock and recovery.
struct Healing {
    let timekeeper: DatabaseTimekeeper
    let recovery: StartupRecovery

    /// The services of a coordinator on `store` that goes by `clock`.
    init(
        _ configuration: ServerConfiguration, coordinator: CallCoordinator, store: CallStore, observers: CommitObservers,
        clock: DatabaseClock, machineClock: any CallClock, logger: Logger
    ) {
        let timekeeper = DatabaseTimekeeper(repository: store.repository, clock: clock, machine: machineClock, logger: logger)
        recovery = StartupRecovery(
            repository: store.repository, observers: observers, tail: configuration.calls.repeats.tail, clock: clock, logger: logger,
            first: timekeeper.setFirst)
        self.timekeeper = timekeeper
    }
}
