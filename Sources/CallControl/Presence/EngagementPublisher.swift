public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Keeps retained at the broker who is in a call: one message for each member who is, none for one who is not.
///
/// **Overview.** Stored changes say whose state to look at; what is published is what the store then has, so that it does not matter in which order instances come
/// to it. Everybody hears what is published, and who has published looks once more two seconds later: of two who crossed each other, both see what the broker has by then.
/// Once a minute, and when it starts, each instance looks at all that it knows of, so that whatever a crash left behind is mended.
/// **Concurrency.** `observe` and `hear` look into a table and never block. One question for up to `batchSize` members of a church, all their messages together.
/// **Lifecycle.** `run()` until shut down. Nothing is lost while database or broker are down: all is looked at again.
public final class EngagementPublisher: Service {
    /// Publishes a retained message and returns when the broker has it; an empty one takes back what was retained.
    public typealias Publish = @Sendable (_ topic: Topic, _ payload: String) async throws -> Void

    /// Seconds between looks.
    static let interval = 0.1
    /// Seconds between looks at all that is known.
    static let sweepInterval = 60.0
    /// Most members that one look takes.
    static let batchSize = 500

    private let coordinator: CallCoordinator
    private let publish: Publish
    private let logger: Logger
    private let table = Mutex(EngagementTable())

    /// A publisher of who is engaged by the coordinator's calls.
    public init(coordinator: CallCoordinator, logger: Logger, publish: @escaping Publish) {
        self.coordinator = coordinator
        self.logger = logger
        self.publish = publish
    }

    /// Takes note of a stored call.
    public func observe(_ call: Call) {
        let now = coordinator.now
        table.withLock { $0.observe(call, at: now) }
    }

    /// Takes note of a message on a topic; other topics are ignored.
    public func hear(topic: String, payload: [UInt8], isRetained: Bool) {
        guard case .engagement(let church, let member)? = Topic(name: topic) else { return }
        let now = coordinator.now
        table.withLock { $0.hear(!payload.isEmpty, of: .init(church: church, member: member), isRetained: isRetained, at: now) }
    }

    /// The connection to the broker is new.
    public func startOver() {
        let now = coordinator.now
        table.withLock { $0.startOver(at: now) }
    }

    /// Looks until shut down.
    public func run() async throws {
        try await untilShutdown {
            var sweptAt = self.coordinator.now
            while !Task.isCancelled {
                let start = self.coordinator.now
                if start.timeIntervalSince(sweptAt) >= Self.sweepInterval {
                    sweptAt = start
                    self.table.withLock { $0.sweep(at: start) }
                }
                for (church, members) in self.table.withLock({ $0.take(at: start, limit: Self.batchSize) }) {
                    await self.settle(members, in: church)
                }
                try await self.coordinator.clock.sleep(until: start.addingTimeInterval(Self.interval))
            }
        }
    }

    private func settle(_ members: [MemberID], in church: ChurchID) async {
        let places = members.map { EngagementTable.Place(church: church, member: $0) }
        do {
            let engaged = try await coordinator.repository.engagedMembers(among: members, in: church, callLimit: members.count)
            let now = coordinator.now
            let wrong = table.withLock { table in
                places.filter { table.settle($0, isEngaged: engaged.contains($0.member), at: now) }
            }
            await withTaskGroup(of: Void.self) { group in
                for place in wrong { group.addTask { await self.announce(place, isEngaged: engaged.contains(place.member)) } }
            }
        } catch {
            fail(places, error)
        }
    }

    private func announce(_ place: EngagementTable.Place, isEngaged: Bool) async {
        do {
            try await publish(.engagement(place.church, place.member), isEngaged ? EngagementNotice.text(at: coordinator.now) : "")
        } catch {
            fail([place], error)
        }
    }

    private func fail(_ places: [EngagementTable.Place], _ error: any Error) {
        logger.debug("It could not be published who is in a call", metadata: [LogKey.error: "\(error)"])
        let now = coordinator.now
        table.withLock { table in
            for place in places { table.fail(place, at: now) }
        }
    }
}

/// What is retained of a member who is in a call. Not the call's id: whoever knows that may hear the call.
enum EngagementNotice {
    static func text(at now: Date) -> String {
        var json = JSONText()
        json.add("in_call", true)
        json.add("timestamp", Timestamp(now).text)
        json.add("type", "member_in_call")
        return json.text
    }
}
