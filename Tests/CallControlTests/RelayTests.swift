import CallControl
import CallSignaling
import Testing

/// From the store to the broker.
@Suite("The relay")
struct RelayTests {
    @Test("acknowledged signals leave the store; others stay")
    func discards() async throws {
        let board = Switchboard()
        try await board.running {
            board.publisher.set(.hold)
            let call = try await board.ring("anna", "ben").call
            await board.clock.advance(by: 3)
            #expect(try await board.repository.pendingSignals(limit: 10).map(\.key) == [call.key])
            board.publisher.set(.acknowledge)
            board.publisher.release()
            try await board.untilDelivered()
        }
    }

    @Test("what the broker refused is published again")
    func retries() async throws {
        let board = Switchboard()
        try await board.running {
            board.publisher.set(.refuse)
            let call = try await board.ring("anna", "ben").call
            board.publisher.set(.acknowledge)
            _ = try await board.act(.accept(Party(MemberID("ben"))), on: call)
            try await board.untilDelivered()
            #expect(board.accepted("ben/incoming_call").isEmpty, "he rings no more")
            #expect(board.accepted("anna/call_status").count == 1)
        }
    }

    @Test("what an earlier run left is published at the start, but for invites whose time is over")
    func leftovers() async throws {
        let board = Switchboard()
        let call = try await board.ring("anna", "ben").call
        _ = try await board.act(.cancel(Party(MemberID("anna"))), on: call)
        #expect(board.publisher.messages.isEmpty)
        try await board.running {
            try await board.untilDelivered()
            let types = board.publisher.messages.compactMap { try? SignalJSON.decode($0.payload.utf8).body.type }
            #expect(!types.contains(.callInvite) && types.contains(.callCancel) && types.contains(.callEnd))
        }
    }

    @Test("told to end, it waits for what is on its way and discards it")
    func end() async throws {
        let board = Switchboard()
        board.publisher.set(.hold)
        let service = Task { try await board.relay.run() }
        try await board.untilCaughtUp()
        _ = try await board.ring("anna", "ben")
        service.cancel()
        #expect(try await board.repository.pendingSignals(limit: 1).count == 1)
        board.publisher.release()
        try await board.eventually {
            await board.clock.advance(by: 0.1)
            return try await board.repository.pendingSignals(limit: 1).isEmpty
        }
        try await service.value
    }

    @Test("a flood waits its turn and comes out in order")
    func order() async throws {
        let board = Switchboard()
        try await board.running {
            board.publisher.set(.hold)
            let call = try await board.ring("anna", "ben").call
            _ = try await board.act(.accept(Party(MemberID("ben"))), on: call)
            for round in 0..<190 {
                _ = try await board.act(.update(Party(MemberID("ben")), MediaChange(isMuted: round.isMultiple(of: 2))), on: call)
            }
            board.publisher.set(.acknowledge)
            board.publisher.release()
            try await board.untilDelivered()
            let seqs = board.publisher.messages.filter { $0.topic.hasSuffix("participants") }.compactMap {
                try? SignalJSON.decode($0.payload.utf8).seq
            }
            #expect(seqs == seqs.sorted() && Set(seqs).count == 190)
        }
    }
}
