import CallSignaling
import CallStorage
import Foundation
import Logging
import Testing

@testable import CallControl

/// Everything between REST and broker, in memory, on a manual clock.
struct Switchboard {
    let clock: ManualClock
    let publisher = RecordingPublisher()
    let repository: any CallRepository
    let preferences: any PreferenceRepository
    let coordinator: CallCoordinator
    let scheduler: DeadlineScheduler
    let repeater: SignalRepeater
    let relay: SignalRelay
    let lease: InstanceLease
    let resolver: ChangeResolver

    static let church = ChurchID("grace")

    /// One with a store of its own, or as `makeStore` has it.
    init(
        settings: CallSettings = CallSettings(), clock: ManualClock = ManualClock(),
        preferences: any PreferenceRepository = MemoryPreferenceRepository(),
        makeStore: (@escaping @Sendable (Commit) -> Void) -> any CallRepository = { MemoryCallRepository(onCommit: $0) }
    ) {
        self.clock = clock
        self.preferences = preferences
        let cache = LiveCallCache()
        let observers = CommitObservers(cache: cache)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let directory = MemoryMemberDirectory()
        for name in ["anna", "ben", "chloe", "david", "emma"] {
            directory.add(Member(id: MemberID(name), name: name.capitalized), to: Self.church)
        }
        let repository = makeStore(observers.observe)
        self.repository = repository
        coordinator = CallCoordinator(
            repository: repository, directory: directory, preferences: preferences, media: NoMediaRooms(), clock: clock,
            settings: settings, cache: cache, logger: logger)
        scheduler = DeadlineScheduler(coordinator: coordinator, logger: logger)
        repeater = SignalRepeater(coordinator: coordinator, publisher: publisher, logger: logger)
        relay = SignalRelay(
            repository: repository, publisher: publisher, uncertain: coordinator.uncertain, cache: cache, clock: clock, logger: logger)
        lease = InstanceLease(
            repository: repository, observers: observers, relay: relay, tail: settings.repeats.tail, clock: clock, logger: logger)
        resolver = ChangeResolver(coordinator: coordinator, observers: observers, relay: relay, logger: logger)
        observers.attach(scheduler: scheduler, repeater: repeater, relay: relay)
    }

    /// Runs the services while `body` runs.
    func running<R: Sendable>(_ body: () async throws -> R) async throws -> R {
        // Unstructured, because they end with `body`, not by themselves.
        let services = [
            Task { try await scheduler.run() }, Task { try await repeater.run() }, Task { try await relay.run() },
            Task { try await resolver.run() },
        ]
        defer { for service in services { service.cancel() } }
        try await untilCaughtUp()
        return try await body()
    }

    /// Waits until what the services are about to do is done: the clock says when they begin, not when they are through.
    func eventually(_ condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let limit = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < limit {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        Issue.record("did not come to pass within 20 s", sourceLocation: sourceLocation)
    }

    /// Waits until the relay has read what was left, so that what is stored is published at once.
    func untilCaughtUp() async throws {
        try await eventually {
            await clock.advance(by: 0.1)
            return !relay.counts.isBehind
        }
    }

    /// Waits until nothing waits in the store.
    func untilDelivered() async throws {
        try await eventually {
            await clock.advance(by: 0.5)
            return try await repository.pendingSignals(limit: 10).isEmpty
        }
    }

    func ring(_ caller: String, _ callees: String..., type: CallType = .voice) async throws -> CreatedCall {
        try await coordinator.create(
            CreateCall(churchID: Self.church, caller: Party(MemberID(caller)), calleeIDs: callees.map { MemberID($0) }, type: type))
    }

    func act(_ event: CallEvent, on call: Call) async throws -> Call { try await coordinator.perform(event, on: call.key) }

    /// Types of what the broker took on topics that end so, in order.
    func accepted(_ suffix: String) -> [SignalType] {
        publisher.accepted.filter { $0.topic.hasSuffix(suffix) }.compactMap { try? SignalJSON.decode($0.payload.utf8).body.type }
    }

    /// Types published on a topic's last level, in order.
    func published(_ suffix: String) -> [String] {
        publisher.messages.filter { $0.topic.hasSuffix(suffix) }.compactMap { try? SignalJSON.decode($0.payload.utf8).body.type.rawValue }
    }
}
