import CallSignaling
import Testing

/// Going from a group: the others stay while two are in, or one is and somebody rings.
@Suite("Leaving a group")
struct LeavingTests {
    /// Ann, Bob and Cid talk.
    private func threeIn() throws -> Story {
        var story = try Story.activeGroup()
        try story.handle([.accept(.cid), .connected(.cid)])
        return story
    }

    @Test("a callee's /end is a leave", arguments: [CallEvent.leave(.bob), .end(.bob, .normal), .end(.bob, .networkError)])
    func calleeLeaves(_ event: CallEvent) throws {
        var story = try threeIn()
        #expect(try story.handle(event) == ["participant_left bob > people"])
        #expect(story.state(of: .bob) == .left)
        #expect(story.call.engaged == [.ann, .cid])
        #expect(try story.ignores(event))
    }

    @Test("the last but one to go ends it")
    func lastButOne() throws {
        var story = try threeIn()
        try story.handle(.leave(.bob))
        story.wait(5)
        #expect(try story.handle(.leave(.cid)) == ["call_end cid (normal 5s) > call ann cid"])
        #expect(story.outcome == "ended/normal")
        #expect(try story.ignores(.leave(.cid)))
        #expect(story.conflict(.leave(.bob)) == .over)
    }

    @Test("the caller's /end is for all")
    func callerEnds() throws {
        var story = try threeIn()
        #expect(try story.handle(.end(.ann, .normal)) == ["call_end ann (normal 0s) > call ann bob cid"])
        #expect(story.outcome == "ended/normal")
        #expect(story.conflict(.end(.bob, .normal)) == .over)
        #expect(try story.ignores(.end(.ann, .normal)))
    }

    @Test("the caller may leave the others talking")
    func callerLeaves() throws {
        var story = try threeIn()
        #expect(try story.handle(.leave(.ann)) == ["participant_left ann > people"])
        #expect(story.call.caller.id == .ann)
        #expect(story.call.engaged == [.bob, .cid])
        let lines = try story.handle(.leave(.cid))
        #expect(lines == ["call_end cid (normal 0s) > call ann cid bob"])
    }

    @Test("one stays while somebody still rings")
    func waitsForTheRinging() throws {
        var story = try Story.activeGroup()
        #expect(try story.handle(.leave(.bob)) == ["participant_left bob > people"])
        #expect(story.call.engaged == [.ann, .cid])
        #expect(try story.waitForDeadline() == ["call_cancel (missed) > cid", "call_end system (normal 45s) > call ann cid"])
        #expect(story.outcome == "ended/normal")
    }

    @Test("the last one in goes: whoever rings is stopped")
    func nobodyIn() throws {
        var story = try Story.activeGroup()
        try story.handle(.leave(.bob))
        #expect(try story.handle(.leave(.ann)) == ["call_cancel (ended) > cid", "call_end ann (normal 0s) > call ann cid"])
    }

    @Test("whoever does not connect in time is dropped, the others talk on")
    func dropped() throws {
        var story = try Story.activeGroup()
        try story.handle(.accept(.cid))
        #expect(try story.waitForDeadline() == ["call_end system (failed 30s) > cid", "participant_left cid > people"])
        #expect(story.state(of: .cid) == .removed)
        #expect(story.call.status == .active)
        #expect(story.conflict(.connected(.cid)) == .notIn)
    }
}
