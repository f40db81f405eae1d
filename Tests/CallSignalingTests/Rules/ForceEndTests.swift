import CallSignaling
import Testing

/// An administrator who takes no part ends the call for all.
@Suite("Ended by an administrator")
struct ForceEndTests {
    @Test("while it rings: phones stop, on their own inboxes")
    func ringing() throws {
        var story = Story(to: [.bob, .cid])
        let lines = try story.handle(.forceEnd(by: .eve, .normal))
        #expect(lines == ["call_cancel (ended) > bob cid", "call_end eve (normal 0s) > call ann bob cid"])
        #expect(story.outcome == "ended/normal")
        #expect(story.call.durationSeconds == nil)
        #expect(story.call.endedBy == .eve)
    }

    @Test("while they talk and one rings")
    func active() throws {
        var story = try Story.activeGroup()
        story.wait(3)
        let lines = try story.handle(.forceEnd(by: .eve, .failed))
        #expect(lines == ["call_cancel (ended) > cid", "call_end eve (failed 3s) > call ann bob cid"])
        #expect(story.outcome == "ended/failed")
    }

    @Test("again by the same is no change, by another refused")
    func again() throws {
        var story = try Story.active()
        try story.handle(.forceEnd(by: .eve, .normal))
        #expect(try story.ignores(.forceEnd(by: .eve, .normal)))
        #expect(story.conflict(.forceEnd(by: .dee, .normal)) == .over)
    }
}
