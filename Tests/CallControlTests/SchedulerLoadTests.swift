import CallSignaling
import CallStorage
import Foundation
import Testing

@testable import CallControl

/// Many deadlines at once, slow stores, outages, and several instances.
@Suite("Deadlines under load")
struct SchedulerLoadTests {
    /// An instance and its way to the store.
    private struct Instance {
        let board: Switchboard
        let repository: TroubledRepository

        init(clock: ManualClock = ManualClock(), store: (any CallRepository)? = nil) throws {
            let store = store ?? MemoryCallRepository { _ in }
            var made: TroubledRepository?
            board = Switchboard(clock: clock) { onCommit in
                let repository = TroubledRepository(store, onCommit: onCommit)
                made = repository
                return repository
            }
            repository = try #require(made)
        }

        /// Stores calls of so many pairs, as this instance's own or as somebody else's.
        func ring(_ numbers: Range<Int>, isOwn: Bool = true) async throws {
            for number in numbers {
                let draft = CallDraft(
                    id: CallID("call-\(number)"), churchID: Switchboard.church, type: .voice,
                    caller: Member(id: MemberID("a\(number)"), name: "A"),
                    callees: [Invitee(Member(id: MemberID("b\(number)"), name: "B"))])
                let (call, _) = Call.start(draft, at: board.clock.now())
                try await (isOwn ? repository : repository.base).insert(call, outbox: [])
            }
        }

        func missed() async throws -> Int {
            try await repository.base.ownCalls(endedAfter: .distantPast, beyond: nil, limit: 10_000).count { $0.status == .missed }
        }

        func untilMissed(_ count: Int) async throws {
            try await board.eventually { try await missed() == count }
        }
    }

    @Test("a poll that hangs delays no timer")
    func silentPoll() async throws {
        let one = try Instance()
        one.repository.setPollSilent(true)
        try await one.board.running {
            try await one.ring(0..<10)
            await one.board.clock.advance(by: 45)
            try await one.untilMissed(10)
        }
    }

    @Test("of a thousand due at once, at most 128 are written at once, and all are")
    func bounded() async throws {
        let one = try Instance()
        one.repository.setWriteDelay(.milliseconds(2))
        one.repository.setPollSilent(true)
        try await one.ring(0..<1_000)
        try await one.board.running {
            await one.board.clock.advance(by: 45)
            try await one.untilMissed(1_000)
        }
        #expect(one.repository.mostWriting <= 128)
        #expect(one.repository.mostWriting > 100)
    }

    @Test("a backlog that somebody left is worked off without a pause")
    func backlog() async throws {
        let one = try Instance()
        try await one.ring(0..<3_000, isOwn: false)
        await one.board.clock.advance(by: 50)
        try await one.board.running { try await one.untilMissed(3_000) }
    }

    @Test("deadlines that passed during an outage fire at the first poll after it")
    func outage() async throws {
        let one = try Instance()
        try await one.board.running {
            try await one.ring(0..<300)
            one.repository.setDown(true)
            await one.board.clock.advance(by: 60)
            #expect(try await one.missed() == 0)
            one.repository.setDown(false)
            await one.board.clock.advance(by: DeadlinePoll.interval)
            try await one.untilMissed(300)
        }
    }

    @Test("calls that cannot be written neither hold up others nor are tried without a pause")
    func hopeless() async throws {
        let one = try Instance()
        try await one.ring(0..<600, isOwn: false)
        one.repository.setDown(true)
        await one.board.clock.advance(by: 50)
        try await one.board.running {
            await one.board.clock.advance(by: 10)
            #expect(one.repository.polls <= 12)
        }
    }

    @Test("two instances that work off the same backlog seldom get in each other's way")
    func twoOnOneBacklog() async throws {
        let store = MemoryCallRepository { _ in }
        let one = try Instance(store: store)
        let other = try Instance(clock: one.board.clock, store: store)
        for instance in [one, other] { instance.repository.setWriteDelay(.milliseconds(10)) }
        try await one.ring(0..<2_000, isOwn: false)
        await one.board.clock.advance(by: 50)
        try await one.board.running {
            try await other.board.running { try await one.untilMissed(2_000) }
        }
        let lost = one.repository.lost + other.repository.lost
        print("compare-and-swaps lost: \(lost) of 2,000")
        #expect(lost < 1_000)
    }

    @Test("the poll leaves another instance's timers the time to fire")
    func grace() async throws {
        let store = MemoryCallRepository { _ in }
        let one = try Instance(store: store)
        let other = try Instance(clock: one.board.clock, store: store)
        try await one.ring(0..<500)
        try await other.ring(500..<1_000)
        try await one.board.running {
            try await other.board.running {
                await one.board.clock.advance(by: 45)
                try await one.untilMissed(1_000)
                await one.board.clock.advance(by: 3)
            }
        }
        #expect(one.repository.lost + other.repository.lost == 0)
    }
}
