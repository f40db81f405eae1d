import CallSignaling
import Testing

/// Calling more people in, or the same ones again.
@Suite("Inviting into a call")
struct InvitingTests {
    @Test("a third makes it a group and rings on his own")
    func third() throws {
        var story = try Story.active()
        story.wait(10)
        #expect(try story.handle(.invite(.bob, [.free(.cid)])) == ["call_invite > cid!"])
        #expect(story.call.isGroup)
        #expect(story.call.status == .active)
        #expect(story.secondsLeft == 45)
        #expect(story.call.participant(.cid)?.inviteSeq == story.call.seq)
        try story.handle(.accept(.cid))
        #expect(try story.handle(.connected(.cid)) == ["participant_joined cid > people"])
    }

    @Test("while the first still rings")
    func whileRinging() throws {
        var story = Story()
        story.wait(20)
        #expect(try story.handle(.invite(.ann, [.free(.cid)])) == ["call_invite > cid!"])
        #expect(story.secondsLeft == 25)
        #expect(try story.waitForDeadline() == ["call_cancel (missed) > bob"])
        #expect(story.secondsLeft == 20)
        #expect(try story.waitForDeadline() == ["call_cancel (missed) > cid", "call_end system (missed 0s) > call ann cid"])
    }

    @Test("one who declined, missed it or went rings again under a new signal", arguments: [true, false])
    func again(_ declined: Bool) throws {
        var story = try Story.activeGroup()
        if declined { try story.handle(.reject(.cid, .rejected)) } else { try story.waitForDeadline() }
        let first = story.call.participant(.cid)?.inviteSeq
        #expect(try story.handle(.invite(.ann, [.free(.cid)])) == ["call_invite > cid!"])
        let part = try #require(story.call.participant(.cid))
        #expect(part.inviteSeq != first)
        #expect(part.dismissal == nil)
        #expect(part.state == .invited)
        #expect(try story.handle(.accept(.cid.on(.tablet))).count == 2)
    }

    @Test("who left may come back, the caller too")
    func rejoin() throws {
        var story = try Story.activeGroup()
        try story.handle([.accept(.cid), .connected(.cid), .leave(.ann)])
        #expect(try story.handle(.invite(.bob, [.free(.ann)])) == ["call_invite > ann!"])
        #expect(story.call.participants.map(\.id) == [.ann, .bob, .cid])
        #expect(try story.handle(.accept(.ann)) == ["call_accept ann > call ann", "call_answered_elsewhere ann > ann"])
        #expect(try story.handle(.connected(.ann)) == ["participant_joined ann > people"])
    }

    @Test("one who was left alone hears of the next who comes in, and he of him")
    func aloneThenTwo() throws {
        var story = try Story.activeGroup()
        try story.handle([.accept(.cid), .leave(.bob), .invite(.ann, [.free(.bob)]), .leave(.ann)])
        #expect(try story.handle(.connected(.cid)) == [])
        #expect(story.call.status == .active)
        try story.handle(.accept(.bob))
        #expect(try story.handle(.connected(.bob)) == ["participant_joined bob > people", "participant_joined cid > people"])
    }

    @Test("who rings or is in already is left alone")
    func alreadyThere() throws {
        let story = try Story.activeGroup()
        #expect(try story.ignores(.invite(.bob, [.free(.ann), .free(.cid)])))
        #expect(try story.ignores(.invite(.ann, [.engaged(.bob)])))
    }

    @Test("some engaged: they are listed as busy, the rest ring")
    func someEngaged() throws {
        var story = try Story.active()
        #expect(
            try story.handle(.invite(.ann, [.engaged(.cid), .free(.dee)])) == ["call_invite > dee!", "call_busy cid (busy) > call ann"])
        #expect(story.state(of: .cid) == .busy)
        #expect(story.conflict(.accept(.cid)) == .notRinging)
    }

    @Test("all engaged: refused")
    func allEngaged() throws {
        #expect(try Story.active().conflict(.invite(.ann, [.engaged(.cid), .engaged(.dee)])) == .calleesBusy([.cid, .dee]))
    }

    @Test("only who is in may invite")
    func notIn() throws {
        #expect(Story().conflict(.invite(.bob, [.free(.cid)])) == .notIn)
        var story = try Story.activeGroup()
        try story.handle(.leave(.bob))
        #expect(story.conflict(.invite(.bob, [.free(.dee)])) == .notIn)
        try story.handle(.end(.ann, .normal))
        #expect(story.conflict(.invite(.ann, [.free(.bob)])) == .over)
    }
}
