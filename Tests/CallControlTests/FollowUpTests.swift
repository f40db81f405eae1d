import CallSignaling
import CallStorage
import Foundation
import Logging
import Synchronization
import Testing

@testable import CallControl

/// Whoever follows calls hears of every line of their stories, in order, whatever fails meanwhile.
@Suite("Follow-ups")
struct FollowUpTests {
    /// Writes down what it is told; can refuse.
    private final class Follower: CallFollower {
        private let state = Mutex((lines: [CallKey: [Int]](), refusals: 0))

        var lines: [CallKey: [Int]] { state.withLock(\.lines) }
        func refuse(_ times: Int) { state.withLock { $0.refusals = times } }

        func follow(_ changes: [FollowUp]) async throws {
            try state.withLock { state in
                guard state.refusals == 0 else {
                    state.refusals -= 1
                    throw DependencyFailure(.database, reason: "refused")
                }
                for change in changes { state.lines[change.call.key, default: []] += change.events.map(\.seq) }
            }
        }
    }

    private struct Desk {
        let clock = ManualClock()
        let follower = Follower()
        let repository: MemoryCallRepository
        let followUps: FollowUps

        init(isHeard: Bool = true) {
            let box = Box()
            repository = MemoryCallRepository { commit in box.followUps.withLock { $0?.observe(commit.call) } }
            followUps = FollowUps(
                ledger: repository, followers: [follower], clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            if isHeard { box.followUps.withLock { $0 = followUps } }
        }

        private final class Box: Sendable {
            let followUps = Mutex<FollowUps?>(nil)
        }

        func running(_ body: () async throws -> Void) async throws {
            let service = Task { try await followUps.run() }  // ends with the test, not by itself
            defer { service.cancel() }
            try await body()
        }

        func eventually(_ condition: () -> Bool) async throws {
            let limit = ContinuousClock.now + .seconds(90)
            while !condition() {
                try #require(ContinuousClock.now < limit, "did not come to pass within 90 s")
                await clock.advance(by: 0.5)
                try await Task.sleep(for: .milliseconds(1))  // the services have a turn too
            }
        }

        func ring(_ number: Int = 0) async throws -> Call {
            let draft = CallDraft(
                id: CallID(UUID().uuidString.lowercased()), churchID: Switchboard.church, type: .voice,
                caller: Member(id: MemberID("a\(number)"), name: "A"), callees: [Invitee(Member(id: MemberID("b\(number)"), name: "B"))])
            let (call, _) = Call.start(draft, at: clock.now())
            try await repository.insert(call, outbox: [])
            return call
        }

        func act(_ event: CallEvent, on call: Call) async throws -> Call {
            var new = call
            _ = try new.handle(event, at: clock.now())
            #expect(try await repository.replace(new, expecting: call.version, appending: []))
            return new
        }
    }

    @Test("each change is handed over at once and its lines once")
    func handedOver() async throws {
        let desk = Desk()
        try await desk.running {
            var call = try await desk.ring()
            try await desk.eventually { desk.follower.lines[call.key] == call.events.map(\.seq) }
            call = try await desk.act(.ringing(Party(MemberID("b0"))), on: call)
            call = try await desk.act(.accept(Party(MemberID("b0"))), on: call)
            try await desk.eventually { desk.follower.lines[call.key]?.count == call.eventSeq }
            #expect(desk.follower.lines[call.key] == Array(1...call.eventSeq))
        }
    }

    @Test("a follower that fails hears all of it later")
    func failing() async throws {
        let desk = Desk()
        desk.follower.refuse(3)
        try await desk.running {
            let call = try await desk.ring()
            try await desk.eventually { desk.follower.lines[call.key] == call.events.map(\.seq) }
            #expect(try await desk.repository.unfollowed(of: [call.key]).isEmpty)
        }
    }

    @Test("what an earlier run or another instance left is found")
    func leftovers() async throws {
        let desk = Desk(isHeard: false)
        var calls: [Call] = []
        for number in 0..<1_203 { calls.append(try await desk.ring(number)) }
        try await desk.running { try await desk.eventually { desk.follower.lines.count == calls.count } }
        for call in calls { #expect(desk.follower.lines[call.key] == call.events.map(\.seq)) }
    }
}
