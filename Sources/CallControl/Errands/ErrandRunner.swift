import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Carries out errands of one kind.
///
/// **Overview.** Claims what is due and has it carried out, at most `width` at once; then finishes or postpones it. New errands of this instance are
/// claimed at once, or with the next claim, those of others and what was postponed within half a second.
/// **Concurrency.** One attempt of a lane at a time, among all instances.
/// **Lifecycle.** `run()` until shut down: attempts under way then have `patience` seconds, what is cut off goes back as untried.
/// **Invariants.** An errand leaves the queue only when it is done, given up or too late.
public final class ErrandRunner: Service {
    /// Seconds between looks for what has become due.
    static let turn = 0.5
    /// Shortest time between claims, over which what was claimed is spread: rings have to share the machine with it.
    static let pace = Duration.milliseconds(100)
    /// Seconds a claim is good for, where nothing else is said; an attempt must not take longer.
    public static let lease = 30.0
    /// Seconds for attempts under way at the end.
    static let patience = 2.0
    /// How often, a second apart, it is tried to note what became of an attempt. Were it not noted, it would be made again.
    static let noteLimit = 5

    private let running = Mutex(0)
    private let wake = Bell()
    private let kind: ErrandKind
    private let queue: any ErrandQueue
    private let bell: ErrandBell
    private let width: Int
    private let lease: Double
    private let clock: any CallClock
    private let logger: Logger
    private let carryOut: @Sendable (ClaimedErrand) async -> ErrandOutcome

    /// A runner of `kind`; `bell` rings when errands were added here. `carryOut` makes one attempt, in less than `lease` seconds, for so long those of an
    /// instance that died wait for another; it is cancelled when time is up at the end, and what it then returns is taken for an attempt that was not made.
    public init(
        _ kind: ErrandKind, queue: any ErrandQueue, bell: ErrandBell, width: Int = 32, lease: Double = ErrandRunner.lease,
        clock: any CallClock, logger: Logger, carryOut: @escaping @Sendable (ClaimedErrand) async -> ErrandOutcome
    ) {
        self.kind = kind
        self.queue = queue
        self.bell = bell
        self.width = width
        self.lease = lease
        self.clock = clock
        self.logger = logger
        self.carryOut = carryOut
    }

    /// Carries out errands until shut down.
    public func run() async throws {
        try await untilShutdown {
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await self.ringByTime() }
                group.addTask { try await self.ringByBell() }
                while true {
                    try await self.wake.wait()
                    let claimed = await self.claim()
                    for errand in claimed {
                        group.addTask { await self.attempt(errand) }
                        try await Task.sleep(for: Self.pace / claimed.count)
                    }
                    if claimed.isEmpty { try await Task.sleep(for: Self.pace) }
                }
            }
        }
    }

    private func ringByTime() async throws {
        while true {
            wake.ring()
            try await clock.sleep(until: clock.now().addingTimeInterval(Self.turn))
        }
    }

    private func ringByBell() async throws {
        while true {
            try await bell.wait(for: kind)
            wake.ring()
        }
    }

    /// Claims as many as can be carried out now; none where the store does not answer.
    private func claim() async -> [ClaimedErrand] {
        let free = width - running.withLock(\.self)
        guard free > 0, !Task.isCancelled else { return [] }
        do {
            let claimed = try await queue.claim(kind, limit: free, at: clock.now(), lease: lease)
            running.withLock { $0 += claimed.count }
            return claimed
        } catch {
            logger.debug("Errands could not be claimed", metadata: [LogKey.errand: "\(kind.rawValue)", LogKey.error: "\(error)"])
            return []
        }
    }

    private func attempt(_ claimed: ClaimedErrand) async {
        defer {
            running.withLock { $0 -= 1 }
            wake.ring()
        }
        if let expiry = claimed.errand.expiresAt, expiry <= clock.now() {
            return await note { try await self.queue.finish(claimed, at: self.clock.now()) }
        }
        let (outcome, isCutOff) = await outcome(of: claimed)
        await settle(claimed, outcome, isCutOff: isCutOff)
    }

    /// Unstructured tasks, because an attempt may go on for a while after the end.
    private func outcome(of claimed: ClaimedErrand) async -> (ErrandOutcome, isCutOff: Bool) {
        let work = Task { await carryOut(claimed) }
        let outcome = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            Task {
                try? await Task.sleep(for: .seconds(Self.patience))  // nobody cancels it
                work.cancel()
            }
        }
        return (outcome, work.isCancelled)
    }

    private func settle(_ claimed: ClaimedErrand, _ outcome: ErrandOutcome, isCutOff: Bool) async {
        let now = clock.now()
        switch outcome {
        case .done:
            await note { try await self.queue.finish(claimed, at: now) }
        case _ where isCutOff:
            await note { try await self.queue.postpone(claimed, until: now, isUntried: true) }
        case .retry(let date, let reason):
            logger.debug("An errand is tried again", metadata: metadata(claimed, reason))
            await note { try await self.queue.postpone(claimed, until: max(date, now), isUntried: false) }
        case .wait(let date):
            await note { try await self.queue.postpone(claimed, until: max(date, now), isUntried: true) }
        case .dropped(let reason):
            logger.warning("An errand was given up", metadata: metadata(claimed, reason))
            await note { try await self.queue.finish(claimed, at: now) }
        }
    }

    /// In a task of its own, so that what was done is noted also at the end.
    private func note(_ body: @escaping @Sendable () async throws -> Void) async {
        await Task {
            for attempt in 1...Self.noteLimit {
                do {
                    return try await body()
                } catch {
                    guard attempt < Self.noteLimit else {
                        return logger.warning("An errand will be carried out once more", metadata: [LogKey.error: "\(error)"])
                    }
                    try? await clock.sleep(until: clock.now().addingTimeInterval(1))  // nobody cancels it
                }
            }
        }.value
    }

    private func metadata(_ claimed: ClaimedErrand, _ reason: String) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            LogKey.errand: "\(kind.rawValue)", LogKey.count: "\(claimed.attempts + 1)", LogKey.error: "\(reason)",
        ]
        if let call = claimed.errand.callID { metadata[LogKey.call] = .id(call) }
        return metadata
    }
}
