import CallControl
import CallSignaling
import Testing

/// A church has so many calls at once, on each instance by a count that is a second old at most.
@Suite("Most calls of a church")
struct ChurchLimitTests {
    private func board(_ limit: Int, clock: ManualClock = ManualClock(), store: TroubledRepository? = nil) -> Switchboard {
        Switchboard(settings: CallSettings(churchLimit: limit), clock: clock) { store ?? TroubledRepository(onCommit: $0) }
    }

    @Test("one call too many is refused, and kept nowhere")
    func limit() async throws {
        let board = board(1)
        let call = try await board.ring("anna", "ben").call
        await #expect(throws: CallFailure.churchFull) { try await board.ring("chloe", "david") }
        _ = try await board.act(.cancel(Party(MemberID("anna"))), on: call)
        board.clock.jump(by: 1)
        let next = try await board.ring("chloe", "david").call
        #expect(next.status == .ringing)
        await #expect(throws: CallFailure.churchFull, "an engaged callee makes no difference") { try await board.ring("anna", "david") }
    }

    @Test("who is in a call already is told so instead")
    func engaged() async throws {
        let board = board(1)
        let call = try await board.ring("anna", "ben").call
        let busy = CallFailure.busy(.init(members: [MemberID("anna")], existingCallID: call.id))
        await #expect(throws: busy) { try await board.ring("anna", "chloe") }
        #expect(try await board.ring("ben", "anna").isGlare)
    }

    @Test("another instance's calls count within a second")
    func shared() async throws {
        let store = TroubledRepository { _ in }
        let clock = ManualClock()
        let (one, other) = (board(2, clock: clock, store: store), board(2, clock: clock, store: store))
        _ = try await one.ring("anna", "ben")
        _ = try await other.ring("chloe", "david")
        clock.jump(by: 1)
        await #expect(throws: CallFailure.churchFull) { try await one.ring("emma", "ben") }
        await #expect(throws: CallFailure.churchFull) { try await other.ring("emma", "ben") }
    }
}
