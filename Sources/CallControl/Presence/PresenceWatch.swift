public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Tells calls of participants whose phones have gone offline, or have come back.
///
/// **Overview.** Every instance hears the same presence and may tell the same call of it: the call's own state makes the second word one too many. Only
/// what an app said, or left as its last will, is told: neither silence nor an outage of the broker, or of this service, makes anybody lost.
/// **Concurrency.** What came since the last look is told together: one question for up to `batchSize` members of a church, `width` calls at once.
/// **Lifecycle.** `run()` until shut down. While the database is down the last word of each member waits.
public final class PresenceWatch: Service {
    /// Seconds between looks.
    static let interval = 0.25
    /// Most members that one question names.
    static let batchSize = 200
    /// Most calls being told at once.
    static let width = 32
    /// Most members whose news wait; those of more are lost.
    static let limit = 100_000

    private struct News {
        var churches: [ChurchID: [MemberID: PresenceChange]] = [:]
        var count = 0

        mutating func add(_ change: PresenceChange, of member: MemberID, in church: ChurchID, isOlder: Bool = false) {
            let known = churches[church]?[member]
            guard known == nil ? count < PresenceWatch.limit : !isOlder else { return }
            if known == nil { count += 1 }
            churches[church, default: [:]][member] = change
        }
    }

    private let coordinator: CallCoordinator
    private let logger: Logger
    private let news = Mutex(News())

    /// A watch over the coordinator's calls.
    public init(coordinator: CallCoordinator, logger: Logger) {
        self.coordinator = coordinator
        self.logger = logger
    }

    /// Takes note of a member's going or coming. Never blocks.
    public func note(_ change: PresenceChange, of member: MemberID, in church: ChurchID) {
        news.withLock { $0.add(change, of: member, in: church) }
    }

    /// Tells calls until shut down.
    public func run() async throws {
        try await untilShutdown {
            while !Task.isCancelled {
                let start = self.coordinator.now
                await self.tellAll()
                try await self.coordinator.clock.sleep(until: start.addingTimeInterval(Self.interval))
            }
        }
    }

    private func tellAll() async {
        let taken = news.withLock { news in
            defer { news = News() }
            return news.churches
        }
        for (church, changes) in taken {
            var rest = changes[...]
            while !rest.isEmpty {
                let batch = Dictionary(uniqueKeysWithValues: rest.prefix(Self.batchSize).map { ($0.key, $0.value) })
                rest = rest.dropFirst(Self.batchSize)
                await tell(batch, in: church)
            }
        }
    }

    private func tell(_ changes: [MemberID: PresenceChange], in church: ChurchID) async {
        do {
            let calls = try await coordinator.repository.liveCalls(engaging: Array(changes.keys), in: church)
            await withTaskGroup(of: Void.self) { group in
                for (index, call) in calls.enumerated() {
                    if index >= Self.width { await group.next() }
                    group.addTask { await self.tell(call, changes) }
                }
            }
        } catch {
            logger.debug("Calls could not be told of presence", metadata: [LogKey.error: "\(error)"])
            putBack(changes, in: church)
        }
    }

    private func tell(_ call: Call, _ changes: [MemberID: PresenceChange]) async {
        for participant in call.participants {
            guard let change = changes[participant.id], let event = participant.event(of: change) else { continue }
            do {
                try await coordinator.perform(event, on: call.key)
            } catch {
                logger.debug("A call was not told of presence", metadata: [LogKey.call: .id(call.id), LogKey.error: "\(error)"])
                if error is DependencyFailure { putBack([participant.id: change], in: call.churchID) }
            }
        }
    }

    private func putBack(_ changes: [MemberID: PresenceChange], in church: ChurchID) {
        news.withLock { news in
            for (member, change) in changes { news.add(change, of: member, in: church, isOlder: true) }
        }
    }
}

extension Participant {
    /// What his phone's going or coming means to the call; nil where it changes nothing.
    fileprivate func event(of change: PresenceChange) -> CallEvent? {
        guard state == .joined else { return nil }
        switch change {
        case .wentOffline: return reconnectingSince == nil ? .connectionLost(id, .presence) : nil
        case .cameOnline: return reconnectingSince == nil ? nil : .connectionRestored(id, .presence)
        }
    }
}
