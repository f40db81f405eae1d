import CallSignaling
import Testing

/// Callees who are engaged elsewhere when they are called.
@Suite("Busy callees")
struct BusyTests {
    @Test("all engaged: the call is over at once, for the log")
    func all() {
        let story = Story(to: [.bob, .cid], engaged: [.bob, .cid])
        #expect(story.lines == ["call_busy bob (busy) > call ann", "call_busy cid (busy) > call ann"])
        #expect(story.outcome == "busy/busy")
        #expect(story.call.engaged.isEmpty)
        #expect(story.call.deadline == nil)
        #expect(story.call.durationSeconds == nil)
        #expect(story.call.endedAt == story.call.initiatedAt)
        #expect(story.conflict(.accept(.bob)) == .over)
        #expect(story.conflict(.ringing(.bob)) == .over)
        #expect(story.conflict(.cancel(.ann)) == .over)
    }

    @Test("some engaged: the rest ring")
    func some() throws {
        var story = Story(to: [.bob, .cid], engaged: [.bob])
        #expect(story.lines == ["call_invite > cid!", "call_busy bob (busy) > call ann"])
        #expect(story.call.status == .ringing)
        #expect(story.call.engaged == [.ann, .cid])
        #expect(story.conflict(.accept(.bob)) == .notRinging)
        #expect(story.conflict(.reject(.bob, .busy)) == .notRinging)
        #expect(story.conflict(.ringing(.bob)) == .notRinging)
        try story.handle([.accept(.cid), .connected(.cid), .connected(.ann)])
        #expect(try story.handle(.end(.ann, .normal)) == ["call_end ann (normal 0s) > call ann cid"])
    }

    @Test("some engaged, the rest decline or never answer")
    func someAndRefusal() throws {
        var declined = Story(to: [.bob, .cid], engaged: [.bob])
        try declined.handle(.reject(.cid, .rejected))
        #expect(declined.outcome == "rejected/rejected")
        var busy = Story(to: [.bob, .cid], engaged: [.bob])
        try busy.handle(.reject(.cid, .busy))
        #expect(busy.outcome == "busy/busy")
        var missed = Story(to: [.bob, .cid], engaged: [.bob])
        try missed.waitForDeadline()
        #expect(missed.outcome == "missed/missed")
    }
}
