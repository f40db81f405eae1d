import CallControl
import CallSignaling
import Testing

/// Invites and cancels that a phone may have missed.
@Suite("Signals are repeated")
struct RepeaterTests {
    @Test("an invite after 2, 5, 10, 15 s … until a phone acknowledges, and once more 3 s later")
    func invites() async throws {
        let board = Switchboard()
        try await board.running {
            let call = try await board.ring("anna", "ben").call
            for (seconds, count) in [(1.5, 1), (1, 2), (3, 3), (5, 4), (5, 5)] {
                await board.clock.advance(by: seconds)
                try await board.eventually { board.published("ben/incoming_call").count >= count }
                #expect(board.published("ben/incoming_call").count == count)
            }
            _ = try await board.act(.ringing(Party(MemberID("ben"))), on: call)
            await board.clock.advance(by: 20)
            try await board.eventually { board.published("ben/incoming_call").count >= 6 }
            #expect(board.published("ben/incoming_call").count == 6)
            #expect(Set(board.publisher.messages.filter { $0.topic.hasSuffix("incoming_call") }.map(\.signalID)).count == 1)
        }
    }

    @Test("nothing after the answer")
    func answered() async throws {
        let board = Switchboard()
        try await board.running {
            let call = try await board.ring("anna", "ben").call
            _ = try await board.act(.accept(Party(MemberID("ben"))), on: call)
            await board.clock.advance(by: 20)
            #expect(board.published("ben/incoming_call").count == 1)
        }
    }

    @Test("a cancel after 3 and 10 s")
    func cancels() async throws {
        let board = Switchboard()
        try await board.running {
            let call = try await board.ring("anna", "ben").call
            _ = try await board.act(.cancel(Party(MemberID("anna"))), on: call)
            await board.clock.advance(by: 4)
            try await board.eventually { board.published("ben/call_status").count { $0 == "call_cancel" } == 2 }
            await board.clock.advance(by: 30)
            try await board.eventually { board.published("ben/call_status").count { $0 == "call_cancel" } >= 3 }
            #expect(board.published("ben/call_status").count { $0 == "call_cancel" } == 3)
        }
    }
}
