import CallSignaling
import Testing

/// Ann calls Bob and Cid, and sometimes Dee: each rings and answers for himself.
@Suite("A group answers")
struct GroupAnswerTests {
    @Test("one invite to all, each in his own inbox")
    func rings() {
        let story = Story(to: [.bob, .cid, .dee])
        #expect(story.lines == ["call_invite > bob! cid! dee!"])
        #expect(story.call.isGroup)
        #expect(story.call.engaged == [.ann, .bob, .cid, .dee])
    }

    @Test("one answers, the other goes on ringing and answers late")
    func lateAccept() throws {
        var story = Story(to: [.bob, .cid])
        #expect(try story.handle(.accept(.bob)) == ["call_accept bob > call ann", "call_answered_elsewhere bob > bob"])
        try story.handle([.connected(.ann), .connected(.bob)])
        #expect(story.state(of: .cid) == .invited)
        #expect(story.secondsLeft == 45)
        story.wait(44)
        #expect(try story.handle(.accept(.cid)) == ["call_accept cid > call ann", "call_answered_elsewhere cid > cid"])
        #expect(story.secondsLeft == 30)
        #expect(try story.handle(.connected(.cid)) == ["participant_joined cid > people"])
        #expect(story.call.status == .active)
    }

    @Test("all decline")
    func allReject() throws {
        var story = Story(to: [.bob, .cid])
        let first = try story.handle(.reject(.bob, .rejected))
        #expect(
            first == [
                "call_reject bob (rejected) > call ann", "call_cancel (declined_elsewhere) > bob", "call_declined_elsewhere bob > bob",
            ])
        #expect(story.call.status == .ringing)
        #expect(story.call.engaged == [.ann, .cid])
        let last = try story.handle(.reject(.cid, .rejected))
        #expect(last.last == "call_end cid (rejected 0s) > call ann cid")
        #expect(story.outcome == "rejected/rejected")
    }

    @Test(
        "the outcome of mixed refusals",
        arguments: zip(
            [[RejectReason.busy, .busy], [.busy, .rejected], [.rejected, .busy]], ["busy/busy", "rejected/rejected", "rejected/rejected"]))
    func mixed(_ reasons: [RejectReason], outcome: String) throws {
        var story = Story(to: [.bob, .cid])
        try story.handle([.reject(.bob, reasons[0]), .reject(.cid, reasons[1])])
        #expect(story.outcome == outcome)
    }

    @Test("one declines, the other never answers: missed", arguments: RejectReason.allCases)
    func declinedAndMissed(_ reason: RejectReason) throws {
        var story = Story(to: [.bob, .cid])
        try story.handle(.reject(.bob, reason))
        #expect(try story.waitForDeadline() == ["call_cancel (missed) > cid", "call_end system (missed 0s) > call ann cid"])
        #expect(story.outcome == "missed/missed")
        #expect(story.state(of: .bob) == (reason == .busy ? .busy : .rejected))
    }

    @Test("one never answers: his phone is stopped, the others talk on and hear nothing of it")
    func oneNeverAnswers() throws {
        var story = try Story.activeGroup()
        #expect(try story.waitForDeadline() == ["call_cancel (missed) > cid"])
        #expect(story.state(of: .cid) == .missed)
        #expect(story.call.status == .active)
        #expect(story.call.engaged == [.ann, .bob])
        #expect(story.conflict(.accept(.cid)) == .notRinging)
    }

    @Test("one answered and never connected, the other never answered: failed")
    func neverTwoIn() throws {
        var story = Story(to: [.bob, .cid], timeouts: CallTimeouts(ring: 45, connect: 20))
        try story.handle([.connected(.ann), .accept(.bob)])
        let dropped = try story.waitForDeadline()
        #expect(dropped == ["call_end system (failed 20s) > bob", "participant_left bob > people"])
        #expect(try story.waitForDeadline() == ["call_cancel (missed) > cid", "call_end system (failed 45s) > call ann cid"])
        #expect(story.outcome == "failed/failed")
    }

    @Test("the caller cancels: all phones stop")
    func cancelled() throws {
        var story = Story(to: [.bob, .cid])
        try story.handle(.ringing(.cid))
        #expect(
            try story.handle(.cancel(.ann)) == ["call_cancel (cancelled) > call bob cid", "call_end ann (cancelled 0s) > call ann bob cid"])
        #expect(story.outcome == "ended/cancelled")
    }

    @Test("nobody cancels a call that one has answered")
    func cancelAfterAnswer() throws {
        var story = Story(to: [.bob, .cid])
        try story.handle(.accept(.bob))
        #expect(story.conflict(.cancel(.ann)) == .alreadyAnswered)
        let lines = try story.handle(.end(.ann, .normal))
        #expect(lines == ["call_cancel (ended) > cid", "call_end ann (normal 0s) > call ann bob cid"])
    }
}
