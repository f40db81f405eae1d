import CallSignaling
import Testing

/// The scheduler speaks when a deadline has passed; too early or too late must do no harm.
@Suite("Deadlines")
struct DeadlineTests {
    @Test("fired early they change nothing", arguments: [0, 1, 44.999])
    func early(_ seconds: Double) throws {
        var story = Story()
        story.wait(seconds)
        #expect(try story.ignores(.deadlinePassed))
    }

    @Test("fired on a call that is over they change nothing")
    func over() throws {
        var story = Story()
        try story.handle(.cancel(.ann))
        story.wait(100)
        #expect(try story.ignores(.deadlinePassed))
    }

    @Test("move with the call: ring, connect, longest duration")
    func moving() throws {
        var story = Story(timeouts: CallTimeouts(ring: 10, connect: 5, maximum: 100))
        #expect(story.secondsLeft == 10)
        story.wait(3)
        try story.handle(.accept(.bob))
        #expect(story.secondsLeft == 5)
        try story.handle([.connected(.bob), .connected(.ann)])
        #expect(story.secondsLeft == 100)
        try story.handle(.end(.bob, .normal))
        #expect(story.call.deadline == nil)
    }

    @Test("fired late they apply all that has passed meanwhile")
    func late() throws {
        var story = Story(to: [.bob, .cid])
        try story.handle([.accept(.bob), .connected(.ann)])
        story.wait(300)
        let lines = try story.handle(.deadlinePassed)
        #expect(lines == ["call_cancel (missed) > cid", "call_end system (failed 300s) > call ann bob cid"])
        #expect(story.outcome == "failed/failed")
    }

    @Test("an answer that overtakes a late scheduler still counts")
    func answerBeforeScheduler() throws {
        var story = Story()
        story.wait(45.2)
        try story.handle(.accept(.bob))
        #expect(story.call.status == .connecting)
        #expect(try story.ignores(.deadlinePassed))
    }

    @Test("an answer long after the ring time does not, however late the scheduler")
    func answerTooLate() throws {
        var story = Story()
        story.wait(46)
        #expect(throws: CallConflict.notRinging) { try story.handle(.accept(.bob)) }
        try story.handle(.deadlinePassed)
        #expect(story.outcome == "missed/missed")
    }
}
