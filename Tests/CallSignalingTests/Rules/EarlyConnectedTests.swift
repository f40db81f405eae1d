import CallSignaling
import Testing

/// The caller's app is in the media room before anybody answers (CONTRACT, *How the app reacts*).
@Suite("The caller's early /connected")
struct EarlyConnectedTests {
    @Test("is recorded, tells nobody, answers nothing")
    func recorded() throws {
        var story = Story()
        #expect(try story.handle(.connected(.ann)) == [])
        #expect(story.state(of: .ann) == .joined)
        #expect(story.call.participant(.ann)?.joinedAt == story.now)
        #expect(story.call.status == .ringing)
        #expect(story.call.answeredAt == nil)
        #expect(story.secondsLeft == 45)
        #expect(try story.ignores(.connected(.ann)))
    }

    @Test("is told once a callee has accepted and connected as well")
    func toldLater() throws {
        var story = Story()
        try story.handle([.connected(.ann), .accept(.bob)])
        #expect(story.call.status == .connecting)
        #expect(try story.handle(.connected(.bob)) == ["participant_joined ann > people", "participant_joined bob > people"])
        #expect(story.call.status == .active)
        #expect(story.call.activeAt == story.now)
    }

    @Test("does not keep an unanswered call from being cancelled or missed")
    func stillUnanswered() throws {
        var cancelled = Story()
        try cancelled.handle([.connected(.ann), .cancel(.ann)])
        #expect(cancelled.outcome == "ended/cancelled")
        #expect(cancelled.call.durationSeconds == nil)
        var missed = Story()
        try missed.handle(.connected(.ann))
        try missed.waitForDeadline()
        #expect(missed.outcome == "missed/missed")
    }

    @Test("a callee's without an accept is refused", arguments: [false, true])
    func calleeWithoutAccept(isAlerted: Bool) throws {
        var story = Story()
        if isAlerted { try story.handle(.ringing(.bob)) }
        #expect(story.conflict(.connected(.bob)) == .notIn)
    }

    @Test("in a group each who comes later is told alone")
    func group() throws {
        var story = Story(to: [.bob, .cid])
        try story.handle([.connected(.ann), .accept(.bob), .accept(.cid)])
        #expect(try story.handle(.connected(.cid)) == ["participant_joined ann > people", "participant_joined cid > people"])
        #expect(try story.handle(.connected(.bob)) == ["participant_joined bob > people"])
    }
}
