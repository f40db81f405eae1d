import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Proves, at the start and every hour, that nobody is busy without a live call; mends what is not so, and reports it.
///
/// **Overview.** The busy lock is the only truth about who is engaged; it follows from the calls' participants. The audit reads all that live, and all that
/// hold the lock although they are over, and rewrites what contradicts itself from the call's own state. **Concurrency.** Each repair is a
/// compare-and-swap that loses against any other change; any number of instances may audit at once. **Lifecycle.** The start calls `mendLock()` before
/// anything is stored and `audit()` after it; `run()` goes on from there until shut down. **Invariants.** Memory holds one page of calls.
public final class EngagementAudit: Service {
    /// Calls a page.
    static let pageSize = 200
    /// Ends calls that nothing else would end.
    static let author = MemberID("system")

    let coordinator: CallCoordinator
    let lock: any BusyLock
    let logger: Logger
    private let interval: Double
    private let upkeep: @Sendable () async throws -> Void
    private let last = Mutex<AuditReport?>(nil)

    /// An audit every `interval` seconds, give or take a tenth. `upkeep` is done along with it.
    public init(
        coordinator: CallCoordinator, lock: any BusyLock, interval: Double, logger: Logger,
        upkeep: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.coordinator = coordinator
        self.lock = lock
        self.interval = interval
        self.logger = logger
        self.upkeep = upkeep
    }

    /// What the last audit found; nil before the first.
    public var lastReport: AuditReport? { last.withLock(\.self) }

    /// Audits until shut down.
    public func run() async throws {
        try await untilShutdown {
            while true {
                try await Task.sleep(for: .seconds(self.interval * Double.random(in: 0.9...1.1)))
                await self.audit()
            }
        }
    }

    /// Audits once. A database that is down is logged, and left to the next audit.
    public func audit() async {
        do {
            var report = AuditReport()
            report.lock = try await mendLock(&report)
            try await releaseStale(&report)
            try await checkLive(&report)
            last.withLock { $0 = report }
            log(report)
            try await upkeep()
        } catch {
            logger.warning("The audit could not be finished", metadata: [LogKey.error: "\(error)"])
        }
    }

    /// Makes sure of the lock itself, which no call may be made without. Throws `DependencyFailure`, also when it cannot be made.
    public func mendLock() async throws {
        var report = AuditReport()
        guard try await mendLock(&report) != .blocked else {
            throw DependencyFailure(.database, reason: "members are held by several calls")
        }
    }

    private func log(_ report: AuditReport) {
        let metadata: Logger.Metadata = [
            LogKey.count: "\(report.liveCalls)", "repaired": "\(report.repaired)", "ended": "\(report.ended)",
            "left_alone": "\(report.leftAlone)", "unreadable": "\(report.unreadable)", "lock": "\(report.lock.rawValue)",
        ]
        if report.isClean {
            logger.info("Audit: nobody is busy without a live call", metadata: metadata)
        } else {
            logger.warning("Audit: calls were not as they should be", metadata: metadata)
        }
        guard report.unreadable > 0 else { return }
        logger.error("Audit: stored calls cannot be read, and keep their members busy", metadata: [LogKey.count: "\(report.unreadable)"])
    }
}
