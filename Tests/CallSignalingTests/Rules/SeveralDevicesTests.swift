import CallSignaling
import Testing

/// A member's devices all ring; the first to act wins.
@Suite("Several devices of one member")
struct SeveralDevicesTests {
    @Test("the first to answer wins, the others are told")
    func answered() throws {
        var story = Story()
        let lines = try story.handle(.accept(.bob.on(.phone)))
        #expect(lines == ["call_accept bob > call ann", "call_answered_elsewhere bob on phone > bob"])
        #expect(story.call.participant(.bob)?.device == DeviceID("phone"))
        #expect(try story.ignores(.accept(.bob.on(.phone))))
        #expect(story.conflict(.accept(.bob.on(.tablet))) == .answeredElsewhere)
        #expect(story.conflict(.accept(.bob)) == .answeredElsewhere)
    }

    @Test("devices without a name are one device")
    func anonymous() throws {
        var story = Story()
        try story.handle(.accept(.bob))
        #expect(try story.ignores(.accept(.bob)))
        #expect(story.conflict(.accept(.bob.on(.tablet))) == .answeredElsewhere)
    }

    @Test("the others can neither decline, connect nor hang up what one has answered")
    func losers() throws {
        var story = Story()
        try story.handle(.accept(.bob.on(.phone)))
        let other = Party.bob.on(.tablet)
        for event in [CallEvent.reject(other, .rejected), .connected(other), .end(other, .normal), .leave(other)] {
            #expect(story.conflict(event) == .answeredElsewhere)
        }
        #expect(story.conflict(.reject(.bob.on(.phone), .rejected)) == .alreadyAnswered)
    }

    @Test("a request without a device may come from the one that answered")
    func unnamedAfterNamed() throws {
        var story = Story()
        try story.handle(.accept(.bob.on(.phone)))
        try story.handle(.connected(.bob))
        #expect(try story.handle(.end(.bob, .normal)).count == 1)
    }

    @Test("one declines: the others stop ringing and cannot answer")
    func declined() throws {
        var story = Story(to: [.bob, .cid])
        let lines = try story.handle(.reject(.bob.on(.phone), .rejected))
        #expect(
            lines == [
                "call_reject bob (rejected) > call ann", "call_cancel (declined_elsewhere) > bob",
                "call_declined_elsewhere bob on phone > bob",
            ])
        #expect(try story.ignores(.reject(.bob.on(.phone), .rejected)))
        #expect(story.conflict(.reject(.bob.on(.tablet), .rejected)) == .declinedElsewhere)
        #expect(story.conflict(.accept(.bob.on(.tablet))) == .declinedElsewhere)
        #expect(story.conflict(.accept(.bob.on(.phone))) == .notRinging)
        #expect(story.conflict(.ringing(.bob.on(.tablet))) == .notRinging)
    }

    @Test("the caller's other device can cancel, yet not hang up")
    func caller() throws {
        var story = Story(from: .phone)
        #expect(story.conflict(.end(.ann.on(.tablet), .normal)) == .answeredElsewhere)
        #expect(try story.handle(.cancel(.ann.on(.tablet))).count == 2)
    }

    @Test("who came back may do so on another device")
    func rejoined() throws {
        var story = try Story.activeGroup()
        try story.handle([.accept(.cid.on(.phone)), .leave(.cid), .invite(.ann, [.free(.cid)]), .accept(.cid.on(.tablet))])
        #expect(story.call.participant(.cid)?.device == DeviceID("tablet"))
        #expect(story.conflict(.accept(.cid.on(.phone))) == .answeredElsewhere)
    }
}
