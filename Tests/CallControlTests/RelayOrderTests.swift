import CallSignaling
import FoundationEssentials
import Testing

@testable import CallControl

/// A call with anything unpublished in the store publishes nothing newer until that has gone out.
@Suite("The relay keeps a call's order")
struct RelayOrderTests {
    private let church = Switchboard.church
    private let now = Date(timeIntervalSince1970: 1_000_000)

    @Test("while the broker is away signals wait, and an invite whose time is over is dropped")
    func away() async throws {
        let board = Switchboard()
        try await board.running {
            board.publisher.setConnected(false)
            _ = try await board.ring("anna", "ben")
            await board.clock.advance(by: 60)
            #expect(board.publisher.messages.isEmpty)
            board.publisher.setConnected(true)
            try await board.untilDelivered()
            #expect(board.accepted("ben/incoming_call").isEmpty)
            #expect(board.relay.counts.expired == 1)
            #expect(board.accepted("ben/call_status").starts(with: [.callCancel, .callEnd]))
        }
    }

    @Test("an invite is not published once its callee rings no more, though its time is not over")
    func cancelledMeanwhile() async throws {
        let board = Switchboard()
        try await board.running {
            board.publisher.setConnected(false)
            let call = try await board.ring("anna", "ben", "chloe").call
            _ = try await board.act(.reject(Party(MemberID("ben")), .rejected), on: call)
            board.publisher.setConnected(true)
            try await board.untilDelivered()
            #expect(board.accepted("ben/incoming_call").isEmpty)
            #expect(board.accepted("chloe/incoming_call").first == .callInvite)
        }
    }

    @Test("what a lost connection cut off is read again, in order, and what came meanwhile after it")
    func cutOff() async throws {
        let board = Switchboard()
        try await board.running {
            board.publisher.set(.hold)
            let call = try await board.ring("anna", "ben").call
            _ = try await board.act(.accept(Party(MemberID("ben"))), on: call)
            let before = board.publisher.messages.count
            board.publisher.hangUp()
            _ = try await board.act(.end(Party(MemberID("ben")), .normal), on: call)
            board.publisher.set(.acknowledge)
            board.publisher.setConnected(true)
            try await board.untilDelivered()
            let again = board.publisher.messages.dropFirst(before)
            let seqs = again.compactMap { try? SignalJSON.decode($0.payload.utf8).seq }
            #expect(seqs == seqs.sorted() && Set(seqs).count == seqs.last.map { $0 - 1 }, "all but the invite")
        }
    }

    @Test("signals of another instance go first; what comes before them does not wait")
    func otherInstance() {
        var state = RelayState()
        let key = CallKey(church, CallID("call"))
        let later = now.addingTimeInterval(RelayState.longestWait)
        finishFirstReading(&state)
        let mine = commit(key, [3, 4], after: [OutboxMark(seq: 2, isOurs: false)])
        #expect(!admits(mine, 1, &state))
        #expect(state.keysBehind(at: later, limit: 9) == [key: 1])
        let early = pending(key, [1, 3, 4], foreign: [2])
        #expect(take(early, &state) == [1])
        state.finishReading(key, changes: 1, isHindered: true, at: now)
        #expect(state.keysBehind(at: later, limit: 9) == [key: 1])
        #expect(!admits(commit(key, [5]), 1, &state), "it is behind")
        #expect(take(pending(key, [3, 4, 5]), &state) == [3, 4, 5])
        state.finishReading(key, changes: 1, isHindered: false, at: now)
        #expect(state.keysBehind(at: later, limit: 9) == [key: 2], "more had come")
        state.finishReading(key, changes: 2, isHindered: false, at: now)
        #expect(admits(commit(key, [6]), 1, &state))
    }

    @Test("a signal that is cut off on one topic holds up what comes after it until it can go again")
    func halfCutOff() {
        var state = RelayState()
        let key = CallKey(church, CallID("call"))
        finishFirstReading(&state)
        #expect(admits(commit(key, [1]), 2, &state) && admits(commit(key, [2], after: [OutboxMark(seq: 1, isOurs: true)]), 1, &state))
        state.finish(key, 1, .cutOff, at: now)
        state.finish(key, 2, .cutOff, at: now)
        let ticket = start(&state)
        #expect(take(pending(key, [1, 2]), &state) == [])
        state.finishReading(ticket)
        let marks = [1, 2].map { OutboxMark(seq: $0, isOurs: true) }
        #expect(!admits(commit(key, [3], after: marks), 1, &state))
        #expect(state.keysBehind(at: now, limit: 9) == [key: 1] && take(pending(key, [1, 2, 3]), &state) == [])
        state.finishReading(key, changes: 1, isHindered: false, at: now)
        state.finish(key, 1, .acknowledged, at: now)
        #expect(state.keysBehind(at: now, limit: 9) == [key: 1], "nobody else would read it again soon")
        #expect(take(pending(key, [1, 2, 3]), &state) == [1, 2, 3])
    }

    @Test("calls that others hold up do not keep the rest from being read")
    func manyHindered() {
        var state = RelayState()
        finishFirstReading(&state)
        let marks = [OutboxMark(seq: 1, isOurs: false)]
        let hindered = (0..<600).map { CallKey(church, CallID("hindered-\($0)")) }
        for key in hindered { #expect(!admits(commit(key, [2], after: marks), 1, &state)) }
        var read: Set<CallKey> = []
        for _ in 0..<2 {
            let keys = state.keysBehind(at: now, limit: 500)
            for (key, changes) in keys { state.finishReading(key, changes: changes, isHindered: true, at: now) }
            read.formUnion(keys.keys)
        }
        #expect(read == Set(hindered))
        let free = CallKey(church, CallID("free"))
        state.noteBehind(free)
        #expect(state.keysBehind(at: now, limit: 500) == [free: 1])
    }

    @Test("a change without signals does not make the next forget what goes first")
    func silentChange() async throws {
        let board = Switchboard()
        let observers = CommitObservers(cache: board.coordinator.cache)
        let call = commit(CallKey(church, CallID("call")), []).call
        let marks = [OutboxMark(seq: 2, isOurs: false)]
        observers.observe(Commit(call: call, signals: [], outbox: marks))
        #expect(board.coordinator.cache.entry(call.key)?.outbox == marks)
        observers.observe(Commit(call: call, signals: [entry(3)], outbox: marks))
        #expect(board.coordinator.cache.entry(call.key)?.outbox == [])
    }

    @Test("what came while all was read waits for its own reading, so that it overtakes nothing")
    func meanwhile() {
        var state = RelayState()
        let key = CallKey(church, CallID("call"))
        let ticket = state.startReading()
        #expect(!admits(commit(key, [1]), 1, &state))
        state.finishReading(ticket)
        #expect(state.keysBehind(at: now, limit: 9) == [key: 1] && start(&state) == nil)
    }

    @Test("a loss while all is read makes it be read once more")
    func lossWhileReading() {
        var state = RelayState()
        let ticket = state.startReading()
        state.loseTrack()
        state.finishReading(ticket)
        #expect(start(&state) != nil)
    }

    @Test("with too much on its way the store is the queue")
    func overflow() {
        var state = RelayState()
        finishFirstReading(&state)
        let full = commit(CallKey(church, CallID("a")), [1])
        #expect(admits(full, SignalRelay.outstandingLimit, &state))
        #expect(!admits(commit(CallKey(church, CallID("b")), [1]), 1, &state))
        #expect(start(&state) != nil && !state.hasRoom)
    }

    @Test("what nobody knows of is read after two looks, unless its outcome is being found out")
    func suspects() {
        var state = RelayState()
        finishFirstReading(&state)
        let (lost, open) = (CallKey(church, CallID("lost")), CallKey(church, CallID("open")))
        for _ in 0..<2 {
            #expect(state.keysBehind(at: now, limit: 9).isEmpty)
            state.suspect([pending(lost, [1]), pending(open, [1])], except: [open])
        }
        #expect(state.keysBehind(at: now, limit: 9) == [lost: 1])
    }

    @Test("a refused signal is tried again after 1, 2, 4 … seconds and holds up no other")
    func refused() {
        var state = RelayState()
        let key = CallKey(church, CallID("call"))
        finishFirstReading(&state)
        #expect(admits(commit(key, [1]), 1, &state))
        var time = now
        for wait in [1.0, 2, 4, 8, 16, 32, 60, 60] {
            state.finish(key, 1, .refused, at: time)
            #expect(state.keysBehind(at: time.addingTimeInterval(wait - 0.001), limit: 9).isEmpty)
            time.addTimeInterval(wait)
            #expect(state.keysBehind(at: time, limit: 9) == [key: 0])
            #expect(take(pending(key, [1]), &state, at: time) == [1])
        }
        #expect(admits(commit(key, [2], after: [OutboxMark(seq: 1, isOurs: true)]), 1, &state))
        state.finish(key, 1, .acknowledged, at: time)
        #expect(state.counts.published == 1 && state.keysBehind(at: .distantFuture, limit: 9).isEmpty)
    }

    private func finishFirstReading(_ state: inout RelayState) {
        let ticket = state.startReading()
        state.finishReading(ticket)
    }

    private func start(_ state: inout RelayState) -> Int? { state.startReading() }

    private func admits(_ commit: Commit, _ messages: Int, _ state: inout RelayState) -> Bool {
        state.admit(commit, messages: commit.signals.map { _ in messages }, isConnected: true)
    }

    private func take(_ pending: PendingSignals, _ state: inout RelayState, at date: Date? = nil) -> [Int] {
        state.take(pending, at: date ?? now) { _ in 1 }.map(\.seq)
    }

    private func pending(_ key: CallKey, _ seqs: [Int], foreign: [Int] = []) -> PendingSignals {
        PendingSignals(key: key, initiatedAt: now, entries: seqs.map(entry), foreign: foreign, ringing: [:])
    }

    private func commit(_ key: CallKey, _ seqs: [Int], after marks: [OutboxMark] = []) -> Commit {
        let (anna, ben) = (Member(id: MemberID("anna"), name: "Anna"), Member(id: MemberID("ben"), name: "Ben"))
        let draft = CallDraft(id: key.callID, churchID: key.churchID, type: .voice, caller: anna, callees: [Invitee(ben)])
        return Commit(call: Call.start(draft, at: now).call, signals: seqs.map(entry), outbox: marks)
    }

    private func entry(_ seq: Int) -> OutboxEntry { OutboxEntry(seq: seq, topics: ["t"], payload: "{}", expiresAt: nil) }
}
