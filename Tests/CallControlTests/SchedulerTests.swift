import CallSignaling
import Testing

@testable import CallControl

/// Deadlines, as time passes.
@Suite("Deadlines fire on time")
struct SchedulerTests {
    @Test("a call rings 45 s, not less, and is missed")
    func missed() async throws {
        let board = Switchboard()
        try await board.running {
            let call = try await board.ring("anna", "ben").call
            await board.clock.advance(by: 44.9)
            #expect(try await board.repository.call(call.key)?.status == .ringing)
            await board.clock.advance(by: 0.6)
            try await board.eventually { try await board.repository.call(call.key)?.status == .missed }
            try await board.eventually { board.published("anna/call_status") == ["call_end"] }
            #expect(board.published("ben/call_status").prefix(2) == ["call_cancel", "call_end"])
        }
    }

    @Test("one who answers has 30 s to connect")
    func connecting() async throws {
        let board = Switchboard()
        try await board.running {
            let call = try await board.ring("anna", "ben").call
            await board.clock.advance(by: 40)
            _ = try await board.act(.accept(Party(MemberID("ben"))), on: call)
            await board.clock.advance(by: 29)
            #expect(try await board.repository.call(call.key)?.status == .connecting)
            await board.clock.advance(by: 2)
            try await board.eventually { try await board.repository.call(call.key)?.status == .failed }
        }
    }

    @Test("calls another instance stored are found by the poll")
    func foreign() async throws {
        let board = Switchboard()
        let draft = CallDraft(
            id: CallID("6e6f7420-6f75-7273-8000-000000000001"), churchID: Switchboard.church, type: .voice,
            caller: Member(id: MemberID("anna"), name: "Anna"), callees: [Invitee(Member(id: MemberID("ben"), name: "Ben"))])
        let (call, signals) = Call.start(draft, at: board.clock.now())
        try await board.repository.insert(call, outbox: try signals.map(OutboxEntry.init))
        board.coordinator.cache.remove(call.key, upTo: call.version)
        try await board.running {
            await board.clock.advance(by: 47)
            try await board.eventually { try await board.repository.call(call.key)?.status == .missed }
        }
    }
}
