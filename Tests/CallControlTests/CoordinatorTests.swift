import CallControl
import CallSignaling
import Testing

/// Commands whose outcome depends on other calls.
@Suite("Creating calls")
struct CoordinatorTests {
    @Test("an engaged callee: the attempt is kept, its caller told")
    func busy() async throws {
        let board = Switchboard()
        try await board.running {
            _ = try await board.ring("anna", "ben")
            let failure = await #expect(throws: CallFailure.self) { try await board.ring("chloe", "ben") }
            guard case .busy(let busy)? = failure, let id = busy.callID else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(busy.existingCallID == nil && busy.members == [MemberID("ben")])
            #expect(try await board.repository.call(CallKey(Switchboard.church, id))?.status == .busy)
            #expect(board.published("chloe/call_status") == ["call_busy"])
        }
    }

    @Test("some engaged: the others ring")
    func someBusy() async throws {
        let board = Switchboard()
        _ = try await board.ring("anna", "ben")
        let call = try await board.ring("chloe", "ben", "david").call
        #expect(call.callees.map(\.state) == [.busy, .invited])
    }

    @Test("an engaged caller is told by which call, and nothing is kept")
    func engagedCaller() async throws {
        let board = Switchboard()
        let call = try await board.ring("anna", "ben").call
        await #expect(throws: CallFailure.busy(.init(members: [MemberID("anna")], existingCallID: call.id))) {
            try await board.ring("anna", "chloe")
        }
    }

    @Test("two who call each other are in one call")
    func glare() async throws {
        let board = Switchboard()
        let call = try await board.ring("anna", "ben").call
        let answer = try await board.ring("ben", "anna", type: .video)
        #expect(answer.isGlare && answer.call.id == call.id && answer.call.status == .connecting)
        #expect(answer.call.participant(MemberID("ben"))?.media.isVideoEnabled == true)
        #expect(try await board.ring("ben", "anna", type: .video).call.id == call.id, "asking again gives the same")
        await #expect(throws: CallFailure.self) { try await board.ring("ben", "chloe") }
    }

    @Test(
        "nonsense is refused",
        arguments: [[], ["anna"], ["ben", "ben"], ["ben", "chloe", "david", "b1", "b2", "b3", "b4", "b5", "b6"]] as [[String]])
    func invalid(callees: [String]) async throws {
        let board = Switchboard()
        let request = CreateCall(
            churchID: Switchboard.church, caller: Party(MemberID("anna")), calleeIDs: callees.map { MemberID($0) }, type: .voice)
        await #expect(throws: CallFailure.self) { try await board.coordinator.create(request) }
        #expect(board.publisher.messages.isEmpty)
    }

    @Test("unknown callees are named")
    func unknown() async throws {
        await #expect(throws: CallFailure.unknownMembers([MemberID("zoe")])) { try await Switchboard().ring("anna", "ben", "zoe") }
    }

    @Test("64 who change a call at once: each change is applied or refused, none lost")
    func contention() async throws {
        let board = Switchboard()
        let call = try await board.ring("anna", "ben").call
        let accepted = await withTaskGroup { group in
            for number in 0..<64 {
                group.addTask {
                    (try? await board.act(.accept(Party(MemberID("ben"), on: .named(DeviceID("d\(number)")))), on: call)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(accepted == 1)
    }
}
