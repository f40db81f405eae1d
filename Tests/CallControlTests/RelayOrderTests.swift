import CallSignaling
import Testing

@testable import CallControl

/// A call with anything unpublished in the store publishes nothing newer until that has gone out.
@Suite("The relay keeps a call's order")
struct RelayOrderTests {
    private func types(_ messages: [OutboundMessage], _ suffix: String) -> [SignalType] {
        messages.filter { $0.topic.hasSuffix(suffix) }.compactMap { try? SignalJSON.decode($0.payload.utf8).body.type }
    }

    @Test("what the broker refused holds back the call's later signals")
    func refused() async throws {
        let board = Switchboard()
        try await board.running {
            await board.clock.advance(by: 1)
            let call = try await board.ring("anna", "ben").call
            board.publisher.set(.fail)
            _ = try await board.act(.accept(Party(MemberID("ben"))), on: call)
            board.publisher.set(.acknowledge)
            _ = try await board.act(.end(Party(MemberID("ben")), .normal), on: call)
            try await board.untilDelivered()
            #expect(types(board.publisher.accepted, "anna/call_status") == [.callAccept, .callEnd])
        }
    }

    @Test("what an earlier run left goes before what continues it")
    func leftover() async throws {
        let board = Switchboard()
        board.publisher.setConnected(false)
        let call = try await board.ring("anna", "ben").call
        let restarted = SignalRelay(
            repository: board.repository, publisher: board.publisher, clock: board.clock, logger: board.coordinator.logger)
        var next = call
        let signals = try next.handle(.cancel(Party(MemberID("anna"))), at: board.clock.now())
        let entries = try signals.map(OutboxEntry.init)
        _ = try await board.repository.replace(next, expecting: call.version, appending: entries)
        board.publisher.setConnected(true)
        restarted.publish(Commit(call: next, signals: entries))
        let service = Task { try await restarted.run() }
        try await board.untilDelivered()
        service.cancel()
        let seqs = board.publisher.accepted.compactMap { try? SignalJSON.decode($0.payload.utf8).seq }
        #expect(seqs == seqs.sorted() && Set(seqs) == [1, 2, 3])
    }

    @Test("while the broker is away signals wait, and an invite whose time is over is dropped")
    func away() async throws {
        let board = Switchboard()
        try await board.running {
            await board.clock.advance(by: 1)
            board.publisher.setConnected(false)
            _ = try await board.ring("anna", "ben")
            await board.clock.advance(by: 60)
            #expect(board.publisher.messages.isEmpty)
            board.publisher.setConnected(true)
            try await board.untilDelivered()
            #expect(types(board.publisher.accepted, "ben/incoming_call").isEmpty)
            #expect(board.relay.counts.expired == 1 && board.relay.counts.backlog == 0)
            #expect(types(board.publisher.accepted, "ben/call_status").starts(with: [.callCancel, .callEnd]))
        }
    }

    @Test("past a full backlog everything waits in the store until that is read, and what came meanwhile once more")
    func overflow() {
        var state = RelayState()
        let church = Switchboard.church
        func signals(_ number: Int, _ seq: Int) -> PendingSignals {
            PendingSignals(
                key: CallKey(church, CallID("call-\(number)")),
                entries: [OutboxEntry(seq: seq, topics: ["t"], payload: "{}", expiresAt: nil)])
        }
        func expect(_ admission: RelayState.Admission, _ expected: RelayState.Admission, _ why: Comment? = nil) {
            #expect(admission == expected, why)
        }
        for number in 0..<SignalRelay.backlogLimit { expect(state.admit(signals(number, 1), isConnected: false), .wait) }
        expect(state.admit(signals(-1, 1), isConnected: false), .leaveInStore)
        while state.nextInBacklog(isConnected: true) != nil {}
        expect(state.admit(signals(-2, 1), isConnected: true), .leaveInStore, "it has not been read yet")
        let takesAll = state.startReading()
        #expect(takesAll)
        expect(state.admit(signals(-1, 2), isConnected: true), .leaveInStore, "a cancel may not overtake its invite")
        expect(state.admit(signals(-1, 1), isConnected: true, isLeftover: true), .publish)
        state.finishReading([:], isComplete: true)
        #expect(state.gaps[signals(-1, 2).key] == 1 && state.mustRead)
        expect(state.admit(signals(-3, 1), isConnected: true), .publish)
    }
}
