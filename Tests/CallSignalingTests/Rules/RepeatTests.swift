import CallSignaling
import Foundation
import Testing

/// What is sent again because a phone may have missed it (DESIGN 3, *ringing is assured*).
@Suite("Repeats")
struct RepeatTests {
    /// Seconds after `start` of every repeat due within `span`, found by asking for the next one again and again.
    private func moments(_ call: Call, from start: Date, span: Double = 60, plan: RepeatPlan = RepeatPlan()) -> [Double] {
        var last = start
        var found: [Double] = []
        while let next = call.nextRepeat(after: last, plan: plan), next <= start.addingTimeInterval(span) {
            found.append(next.timeIntervalSince(start))
            last = next
        }
        return found
    }

    @Test("an invite nobody acknowledged: after 2, 5, 10, 15 … s, until the ring deadline")
    func unacknowledged() {
        let story = Story()
        #expect(moments(story.call, from: story.now) == [2, 5, 10, 15, 20, 25, 30, 35, 40])
    }

    @Test("once acknowledged: one more, 3 s later")
    func acknowledged() throws {
        var story = Story()
        story.wait(4)
        try story.handle(.ringing(.bob))
        #expect(moments(story.call, from: story.now) == [3])
        story.wait(2)
        try #expect(story.ignores(.ringing(.bob.on(.tablet))))
        #expect(moments(story.call, from: story.now) == [1])
    }

    @Test("no invite when the ring deadline comes first", arguments: [(42.0, 0), (41.9, 1)])
    func acknowledgedLate(_ seconds: Double, count: Int) throws {
        var story = Story()
        story.wait(seconds)
        try story.handle(.ringing(.bob))
        #expect(moments(story.call, from: story.now).count == count)
    }

    @Test("nothing after the answer")
    func answered() throws {
        var story = Story()
        try story.handle([.ringing(.bob), .accept(.bob)])
        #expect(story.call.nextRepeat(after: story.call.initiatedAt, plan: RepeatPlan()) == nil)
        #expect(story.call.repeats(after: .distantPast, through: .distantFuture, plan: RepeatPlan()).isEmpty)
    }

    @Test("the same signal again: its number, its expiry, to the one member")
    func sameSignal() throws {
        let story = Story(to: [.bob, .cid])
        let original = try #require(story.sent.first)
        let start = story.now
        let repeats = story.call.repeats(after: start, through: start.addingTimeInterval(2), plan: RepeatPlan())
        #expect(repeats.map(\.line) == ["call_invite > bob!", "call_invite > cid!"])
        for signal in repeats {
            #expect(signal.id == original.id)
            #expect(signal.payload == original.payload)
            #expect(signal.expiresAt == original.expiresAt)
        }
    }

    @Test("only to who has not acknowledged")
    func oneOfTwo() throws {
        var story = Story(to: [.bob, .cid])
        try story.handle(.ringing(.bob))
        let start = story.now
        #expect(
            story.call.repeats(after: start, through: start.addingTimeInterval(2), plan: RepeatPlan()).map(\.line) == ["call_invite > cid!"]
        )
    }

    @Test("several missed moments give one repeat")
    func collapsed() {
        let story = Story()
        let due = story.call.repeats(after: story.now, through: story.now.addingTimeInterval(30), plan: RepeatPlan())
        #expect(due.map(\.line) == ["call_invite > bob!"])
        #expect(story.call.repeats(after: story.now, through: story.now.addingTimeInterval(1.9), plan: RepeatPlan()).isEmpty)
    }

    @Test("a call_cancel: after 3 and 10 s", arguments: [CallEvent.cancel(.ann), .reject(.bob, .rejected), .forceEnd(by: .eve, .normal)])
    func cancel(_ event: CallEvent) throws {
        var story = Story()
        story.wait(7)
        try story.handle(event)
        let original = try #require(story.sent.first { $0.body.type == .callCancel })
        #expect(moments(story.call, from: story.now) == [3, 10])
        let again = story.call.repeats(after: story.now, through: story.now.addingTimeInterval(3), plan: RepeatPlan())
        #expect(again.map(\.id) == [original.id])
        #expect(again.map(\.payload) == [original.payload])
        #expect(again.flatMap(\.topics) == [.callStatus(.grace, .bob)])
    }

    @Test("no call_cancel any more once he is called again")
    func calledAgain() throws {
        var story = try Story.activeGroup()
        try story.waitForDeadline()
        #expect(moments(story.call, from: story.now) == [3, 10])
        try story.handle(.invite(.ann, [.free(.cid)]))
        #expect(moments(story.call, from: story.now).first == 2)
        try story.handle(.accept(.cid))
        #expect(moments(story.call, from: story.now).isEmpty)
    }

    @Test("a plan may be shorter or empty", arguments: [([Double](), [Double]()), ([4], [4, 8, 12]), ([1, 1], [1])])
    func otherPlans(_ offsets: [Double], expected: [Double]) {
        let story = Story(timeouts: CallTimeouts(ring: 15))
        let plan = RepeatPlan(inviteOffsets: offsets, cancelOffsets: [])
        #expect(moments(story.call, from: story.now, plan: plan) == expected)
        #expect(plan.tail == 0)
    }

    @Test("asked for times beyond the ring deadline there is nothing, at once")
    func farFuture() {
        #expect(Story().call.nextRepeat(after: .distantFuture, plan: RepeatPlan()) == nil)
    }
}
