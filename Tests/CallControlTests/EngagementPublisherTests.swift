import CallSignaling
import CallStorage
import Foundation
import Logging
import Synchronization
import Testing

@testable import CallControl

/// What the broker has retained of who is in a call, whatever order instances publish in.
@Suite struct EngagementPublisherTests {
    /// A broker that keeps what is retained and passes it on to all who listen, if it is up.
    private final class RetainingBroker: Sendable {
        private struct State {
            var kept: [String: String] = [:]
            var listeners: [EngagementPublisher] = []
            var isUp = true
        }
        private let state = Mutex(State())

        var kept: [String] { state.withLock { $0.kept.keys.sorted() } }
        func add(_ listener: EngagementPublisher) {
            let kept = state.withLock { state in
                state.listeners.append(listener)
                return state.kept
            }
            for (topic, text) in kept { listener.hear(topic: topic, payload: Array(text.utf8), isRetained: true) }
        }
        func setUp(_ isUp: Bool) { state.withLock { $0.isUp = isUp } }
        func forget() { state.withLock { $0.kept = [:] } }

        func publish(_ topic: String, _ text: String) throws {
            let listeners = try state.withLock { state in
                guard state.isUp else { throw DependencyFailure(.broker, reason: "down") }
                state.kept[topic] = text.isEmpty ? nil : text
                return state.listeners
            }
            for listener in listeners { listener.hear(topic: topic, payload: Array(text.utf8), isRetained: false) }
        }
    }

    private let broker = RetainingBroker()
    private let board = Switchboard()
    private static let ben = Party(MemberID("ben"))

    private static func topics(_ members: String...) -> [String] { members.map { "faithflow/grace/presence/\($0)/call" } }

    private func publisher() -> EngagementPublisher {
        let publisher = EngagementPublisher(
            coordinator: board.coordinator, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { [broker] topic, text in try broker.publish(topic.name, text) }
        broker.add(publisher)
        return publisher
    }

    private func running(_ publishers: [EngagementPublisher], _ body: () async throws -> Void) async throws {
        let tasks = publishers.map { publisher in Task { try await publisher.run() } }  // they end with the body, not by themselves
        defer { for task in tasks { task.cancel() } }
        try await body()
    }

    private func eventually(keeps topics: [String], within seconds: Double = 4, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        for _ in 0..<Int(seconds * 2) where broker.kept != topics { await board.clock.advance(by: 0.5) }
        try await board.eventually(
            {
                if broker.kept != topics { await board.clock.advance(by: 0.1) }
                return broker.kept == topics
            }, sourceLocation: sourceLocation)
    }

    @Test func whoIsInACallIsRetainedUntilHeIsFree() async throws {
        let publisher = publisher()
        try await running([publisher]) {
            var call = try await board.ring("anna", "ben", "chloe").call
            publisher.observe(call)
            try await eventually(keeps: Self.topics("anna", "ben", "chloe"))
            call = try await board.act(.reject(Self.ben, .rejected), on: call)
            publisher.observe(call)
            try await eventually(keeps: Self.topics("anna", "chloe"))
            call = try await board.act(.cancel(Party(MemberID("anna"))), on: call)
            publisher.observe(call)
            try await eventually(keeps: [])
        }
    }

    @Test func whatCrossedIsPutRight() async throws {
        let (one, other) = (publisher(), publisher())
        try await running([one, other]) {
            let call = try await board.ring("anna", "ben").call
            one.observe(call)
            try await eventually(keeps: Self.topics("anna", "ben"))
            // What another instance had meant to publish before comes late.
            try broker.publish(Self.topics("ben")[0], "")
            one.observe(call)
            try await eventually(keeps: Self.topics("anna", "ben"))
            other.observe(try await board.act(.cancel(Party(MemberID("anna"))), on: call))
            try await eventually(keeps: [])
            try broker.publish(Self.topics("anna")[0], EngagementNotice.text(at: board.clock.now()))
            #expect(broker.kept == Self.topics("anna"))
            for _ in 0..<200 where !broker.kept.isEmpty { await board.clock.advance(by: 0.5) }
            try await eventually(keeps: [])
        }
    }

    @Test func whatACrashLeftBehindIsTakenBack() async throws {
        try broker.publish(Self.topics("zoe")[0], EngagementNotice.text(at: board.clock.now()))
        let call = try await board.ring("anna", "ben").call
        try broker.publish(Self.topics("anna")[0], EngagementNotice.text(at: board.clock.now()))
        let publisher = publisher()
        try await running([publisher]) {
            for _ in 0..<80 where broker.kept != Self.topics("anna") { await board.clock.advance(by: 0.5) }
            #expect(broker.kept == Self.topics("anna"), "what is so stays")
            publisher.observe(call)
            try await eventually(keeps: Self.topics("anna", "ben"))
        }
    }

    @Test func anOutageOfTheBrokerDelaysIt() async throws {
        let publisher = publisher()
        try await running([publisher]) {
            let call = try await board.ring("anna", "ben").call
            broker.setUp(false)
            publisher.observe(call)
            await board.clock.advance(by: 3)
            broker.setUp(true)
            try await eventually(keeps: Self.topics("anna", "ben"), within: 8)
            broker.forget()
            publisher.startOver()
            try await eventually(keeps: Self.topics("anna", "ben"))
        }
    }
}
