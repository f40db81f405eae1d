import CallSignaling
import Testing

/// Ann calls Bob: every way it can go between two, and who is told what in which order.
@Suite("A call of two")
struct OneToOneTests {
    @Test("rings: the invite goes to the callee alone")
    func rings() throws {
        let story = Story()
        #expect(story.lines == ["call_invite > bob!"])
        #expect(story.call.status == .ringing)
        #expect(story.secondsLeft == 45)
        #expect(story.sent.first?.expiresAt == story.call.deadline)
        #expect(story.call.engaged == [.ann, .bob])
        #expect(story.call.version == 1)
    }

    @Test("the phone's acknowledgement reaches the caller once")
    func acknowledged() throws {
        var story = Story()
        #expect(try story.handle(.ringing(.bob)) == ["call_ringing bob > ann"])
        #expect(story.state(of: .bob) == .alerted)
        #expect(try story.ignores(.ringing(.bob.on(.tablet))))
        #expect(story.call.status == .ringing)
    }

    @Test("answered, talked, hung up by either side", arguments: [MemberID.ann, .bob])
    func answered(by who: MemberID) throws {
        var story = Story()
        try story.handle(.ringing(.bob))
        #expect(try story.handle(.accept(.bob)) == ["call_accept bob > call ann", "call_answered_elsewhere bob > bob"])
        #expect(story.call.status == .connecting)
        #expect(try story.handle(.connected(.bob)) == [])
        story.wait(2)
        #expect(try story.handle(.connected(.ann)) == ["participant_joined ann > people", "participant_joined bob > people"])
        #expect(story.call.status == .active)
        story.wait(60)
        #expect(try story.handle(.end(Party(who), .normal)) == ["call_end \(who) (normal 62s) > call ann bob"])
        #expect(story.outcome == "ended/normal")
        #expect(story.call.durationSeconds == 62)
        #expect(story.call.endedBy == who)
        #expect(story.call.deadline == nil)
        #expect(story.call.engaged.isEmpty)
    }

    @Test("declined", arguments: zip([RejectReason.rejected, .busy], ["call_reject bob (rejected)", "call_busy bob (busy)"]))
    func declined(as reason: RejectReason, told: String) throws {
        var story = Story()
        try story.handle(.ringing(.bob))
        let lines = try story.handle(.reject(.bob, reason))
        #expect(
            lines == [
                "\(told) > call ann", "call_cancel (declined_elsewhere) > bob", "call_declined_elsewhere bob > bob",
                "call_end bob (\(reason.rawValue) 0s) > call ann bob",
            ])
        #expect(story.outcome == "\(reason.rawValue)/\(reason.rawValue)")
        #expect(story.call.durationSeconds == nil)
        #expect(try story.ignores(.reject(.bob, reason)))
        #expect(story.conflict(.accept(.bob)) == .over)
    }

    @Test("cancelled, by /cancel or by the caller's /end or leave", arguments: [CallEvent.cancel(.ann), .end(.ann, .normal), .leave(.ann)])
    func cancelled(by event: CallEvent) throws {
        var story = Story()
        #expect(try story.handle(event) == ["call_cancel (cancelled) > call bob", "call_end ann (cancelled 0s) > call ann bob"])
        #expect(story.outcome == "ended/cancelled")
        #expect(story.state(of: .bob) == .missed)
        #expect(try story.ignores(.cancel(.ann)))
        #expect(story.conflict(.accept(.bob)) == .over)
        #expect(story.conflict(.reject(.bob, .rejected)) == .over)
    }

    @Test("missed when nobody answers for 45 s")
    func missed() throws {
        var story = Story()
        try story.handle(.ringing(.bob))
        #expect(story.secondsLeft == 45)
        #expect(try story.waitForDeadline() == ["call_cancel (missed) > bob", "call_end system (missed 0s) > call ann bob"])
        #expect(story.outcome == "missed/missed")
        #expect(story.call.endedBy == nil)
        #expect(story.conflict(.cancel(.ann)) == .over)
        #expect(story.conflict(.end(.ann, .normal)) == .over)
    }

    @Test(
        "refused before an answer",
        arguments: zip(
            [
                CallEvent.cancel(.bob), .accept(.ann), .connected(.bob), .end(.bob, .normal), .leave(.bob),
                .update(.bob, MediaChange(isMuted: true)),
            ],
            [CallConflict.notCaller, .notRinging, .notIn, .notIn, .notIn, .notIn]))
    func refusedWhileRinging(_ event: CallEvent, conflict: CallConflict) {
        #expect(Story().conflict(event) == conflict)
    }

    @Test("refused after the answer", arguments: [CallEvent.cancel(.ann), .reject(.bob, .rejected)])
    func refusedOnceAnswered(_ event: CallEvent) throws {
        #expect(try Story.answered().conflict(event) == .alreadyAnswered)
        #expect(try Story.active().conflict(event) == .alreadyAnswered)
    }

    @Test(
        "a stranger may do nothing",
        arguments: [
            CallEvent.ringing(.eve), .accept(.eve), .glare(.eve, .voice), .reject(.eve, .busy), .cancel(.eve), .connected(.eve),
            .leave(.eve),
            .end(.eve, .normal), .update(.eve, MediaChange(isMuted: true)), .invite(.eve, [.free(.eve)]),
        ])
    func stranger(_ event: CallEvent) {
        #expect(Story().conflict(event) == .notParticipant)
    }
}
