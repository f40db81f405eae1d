import CallSignaling
import Testing

@testable import CallControl

/// What becomes of changes whose askers were refused because nobody knew whether they were made.
@Suite("Uncertain changes")
struct ChangeResolverTests {
    @Test("a call that nobody can ask for again is cancelled, though a phone has acknowledged it")
    func abandoned() async throws {
        let board = Switchboard()
        try await board.running {
            let call = try await board.ring("anna", "ben").call
            _ = try await board.act(.ringing(Party(MemberID("ben"))), on: call)
            board.coordinator.uncertain.note(call, isAbandonedCall: true)
            try await board.eventually {
                await board.clock.advance(by: ChangeResolver.interval)
                return try await board.repository.call(call.key)?.status == .ended
            }
            try await board.untilDelivered()
            #expect(board.accepted("ben/call_status").starts(with: [.callCancel]))
            #expect(board.coordinator.uncertain.keys.isEmpty)
        }
    }

    @Test("one that was answered goes on, and one that never came is given up")
    func others() async throws {
        let board = Switchboard()
        try await board.running {
            let call = try await board.ring("anna", "ben").call
            _ = try await board.act(.accept(Party(MemberID("ben"))), on: call)
            board.coordinator.uncertain.note(call, isAbandonedCall: true)
            let lost = Call.start(
                CallDraft(
                    id: CallID("lost"), churchID: Switchboard.church, type: .voice, caller: Member(id: MemberID("chloe"), name: "Chloe"),
                    callees: [Invitee(Member(id: MemberID("david"), name: "David"))]), at: board.clock.now())
            board.coordinator.uncertain.note(lost.call, isAbandonedCall: true)
            try await board.eventually {
                await board.clock.advance(by: ChangeResolver.interval)
                return board.coordinator.uncertain.keys.isEmpty
            }
            #expect(try await board.repository.call(call.key)?.status == .connecting)
        }
    }

    @Test("media flags add nothing to an outbox that is full already; the end does")
    func fullOutbox() async throws {
        let board = Switchboard()
        let call = try await board.ring("anna", "ben").call
        let ben = Party(MemberID("ben"))
        _ = try await board.act(.accept(ben), on: call)
        var refusals = 0
        for round in 0..<(CallCoordinator.waitingLimit + 20) {
            do {
                _ = try await board.act(.update(ben, MediaChange(isMuted: round.isMultiple(of: 2))), on: call)
            } catch CallFailure.contended {
                refusals += 1
            }
        }
        #expect(refusals > 0)
        #expect(try await board.repository.pendingSignals(limit: 1).first?.entries.count == CallCoordinator.waitingLimit)
        #expect(try await board.act(.end(ben, .normal), on: call).status == .ended)
    }
}
