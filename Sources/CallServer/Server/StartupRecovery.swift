import CallControl
import CallSignaling
import FoundationEssentials
import Logging
import ServiceLifecycle
import Synchronization

/// Prepares the store and takes note of the calls that an earlier run left.
///
/// **Overview.** Creates indexes, then takes this instance's lease, and with it over what instances that are gone have left.
/// **Lifecycle.** Tries until it has succeeded: a database that is down at the start is waited for. Then rests until shut down.
/// Signals that wait are the relay's business, deadlines that passed the scheduler's.
final class StartupRecovery: Service {
    /// Longest wait between attempts, seconds.
    static let longestWait = 5.0

    private let repository: any CallRepository
    private let lease: InstanceLease
    private let first: @Sendable () async throws -> Void
    private let afterwards: @Sendable () async -> Void
    private let clock: any CallClock
    private let logger: Logger
    private let isDone = Atomic(false)

    /// Recovery of what earlier runs left. `first` must succeed before anything else, `afterwards` comes after it all.
    init(
        repository: any CallRepository, lease: InstanceLease, clock: any CallClock, logger: Logger,
        first: @escaping @Sendable () async throws -> Void = {}, afterwards: @escaping @Sendable () async -> Void = {}
    ) {
        self.repository = repository
        self.lease = lease
        self.clock = clock
        self.logger = logger
        self.first = first
        self.afterwards = afterwards
    }

    /// Whether the store is prepared and read.
    var isComplete: Bool { isDone.load(ordering: .acquiring) }

    /// Recovers, then waits to be shut down.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var wait = 0.25
            while !Task.isCancelled {
                do {
                    let count = try await self.recover()
                    self.isDone.store(true, ordering: .releasing)
                    self.logger.info("The store is prepared", metadata: [LogKey.count: "\(count)"])
                    await self.afterwards()
                    break
                } catch {
                    self.logger.warning("The store could not be prepared yet", metadata: [LogKey.error: "\(error)"])
                    try await self.clock.sleep(until: self.clock.now().addingTimeInterval(wait))
                    wait = min(wait * 2, Self.longestWait)
                }
            }
            try await gracefulShutdown()
        }
    }

    private func recover() async throws -> Int {
        try await first()
        try await lease.announce()
        try await repository.prepare()
        return try await lease.begin()
    }
}
