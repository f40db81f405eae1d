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
        private struct State {
            var lines: [CallKey: [Int]] = [:]
            var refusals = 0
            var refused: Set<CallKey> = []
            var tries: [CallKey: Int] = [:]
            /// How many calls it was handed at once, each time.
            var sizes: [Int] = []
            /// What a refusal takes.
            var delay: (@Sendable () -> Void)?
        }

        private let state = Mutex(State())

        var lines: [CallKey: [Int]] { state.withLock(\.lines) }
        var tries: [CallKey: Int] { state.withLock(\.tries) }
        var sizes: [Int] { state.withLock(\.sizes) }
        func refuse(_ times: Int, each delay: (@Sendable () -> Void)? = nil) {
            state.withLock { state in
                state.refusals = times
                state.delay = delay
            }
        }
        func refuse(_ calls: Set<CallKey>) { state.withLock { $0.refused = calls } }

        func follow(_ changes: [FollowUp]) async throws {
            try state.withLock { state in
                state.sizes.append(changes.count)
                for change in changes { state.tries[change.call.key, default: 0] += 1 }
                guard state.refusals == 0 else {
                    state.refusals -= 1
                    state.delay?()
                    throw DependencyFailure(.database, reason: "refused")
                }
                guard state.refused.isDisjoint(with: changes.map(\.call.key)) else {
                    throw DependencyFailure(.database, reason: "refused for one of them")
                }
                for change in changes { state.lines[change.call.key, default: []] += change.events.map(\.seq) }
            }
        }
    }

    private struct Desk {
        let clock = ManualClock()
        let follower = Follower()
        let other = Follower()
        let repository: MemoryCallRepository
        let followUps: FollowUps

        init(isHeard: Bool = true) {
            let box = Box()
            repository = MemoryCallRepository { commit in box.followUps.withLock { $0?.observe(commit.call) } }
            followUps = FollowUps(
                ledger: repository, followers: [follower, other], clock: clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
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

        func eventually(_ condition: () async throws -> Bool) async throws {
            let limit = ContinuousClock.now + .seconds(90)
            while try await !condition() {
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

    @Test("a call that fails is tried by itself, ever more rarely, and holds up no other; in the end all its lines come")
    func failingCall() async throws {
        let desk = Desk(isHeard: false)
        var calls: [Call] = []
        for number in 0..<40 { calls.append(try await desk.ring(number)) }
        let bad = Set([calls[0].key, calls[3].key])
        desk.follower.refuse(bad)
        try await desk.running {
            try await desk.eventually { desk.follower.lines.count == 38 && desk.other.lines.count >= 38 }
            let good = calls.map(\.key).filter { !bad.contains($0) }
            try await desk.eventually { try await desk.repository.unfollowed(of: good).isEmpty }
            for key in good { #expect(desk.follower.tries[key] == 2, "once with the others, once by itself") }
            let left = try await desk.repository.unfollowed(of: calls.map(\.key))
            #expect(Set(left.map(\.call.key)) == bad, "so they are found after a restart")
            let before = desk.follower.tries[calls[0].key] ?? 0
            for _ in 0..<240 { await desk.clock.advance(by: 0.5) }
            #expect((2...30).contains((desk.follower.tries[calls[0].key] ?? 0) - before), "in two minutes")
            let rung = try await desk.act(.ringing(Party(MemberID("b3"))), on: calls[3])
            desk.follower.refuse([])
            try await desk.eventually { desk.follower.lines.count == 40 }
            #expect(desk.follower.lines[rung.key] == rung.events.map(\.seq))
            try await desk.eventually { try await desk.repository.unfollowed(of: Array(bad)).isEmpty }
        }
    }

    @Test("those who come later get theirs though many fail, more than are read at once")
    func manyFailingCalls() async throws {
        let desk = Desk(isHeard: false)
        var bad: Set<CallKey> = []
        for number in 0..<(FollowUps.pageSize + 20) { bad.insert(try await desk.ring(number).key) }
        desk.clock.jump(by: 1)
        let late = try await desk.ring(1_000)
        desk.follower.refuse(bad)
        try await desk.running { try await desk.eventually { desk.follower.lines[late.key] == late.events.map(\.seq) } }
        #expect(desk.follower.lines.count == 1)
    }

    @Test("a follower that fails keeps nothing from the others")
    func failingFollower() async throws {
        let desk = Desk()
        desk.follower.refuse(.max)
        try await desk.running {
            let call = try await desk.ring()
            try await desk.eventually { desk.other.lines[call.key]?.starts(with: call.events.map(\.seq)) == true }
            #expect(try await !desk.repository.unfollowed(of: [call.key]).isEmpty)
            desk.follower.refuse(0)
            try await desk.eventually { desk.follower.lines[call.key] == call.events.map(\.seq) }
            try await desk.eventually { try await desk.repository.unfollowed(of: [call.key]).isEmpty }
        }
    }

    @Test("where each try takes its time, as with a database that is away, not each call is tried before the next look")
    func outage() async throws {
        let desk = Desk(isHeard: false)
        for number in 0..<60 { _ = try await desk.ring(number) }
        desk.follower.refuse(12) { [clock = desk.clock] in clock.jump(by: 4.5) }
        try await desk.running { try await desk.eventually { desk.follower.lines.count == 60 } }
        let sizes = desk.follower.sizes
        let runs = sizes.split { $0 > 1 }.map(\.count)
        #expect(sizes.count { $0 > 1 } >= 3 && (runs.max() ?? 0) <= 8, "\(sizes)")
    }
}
