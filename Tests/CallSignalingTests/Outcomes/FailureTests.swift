import CallSignaling
import Testing

/// Answered, and then something goes wrong.
@Suite("A call that fails")
struct FailureTests {
    @Test("media of neither side comes up within 30 s")
    func neverConnected() throws {
        var story = try Story.answered()
        #expect(story.secondsLeft == 30)
        #expect(try story.waitForDeadline() == ["call_end system (failed 30s) > call ann bob"])
        #expect(story.outcome == "failed/failed")
        #expect(story.state(of: .ann) == .removed)
        #expect(story.call.durationSeconds == 30)
    }

    @Test("media of one side does not come up", arguments: [Party.ann, .bob])
    func oneConnected(_ party: Party) throws {
        var story = try Story.answered()
        #expect(try story.handle(.connected(party)) == [])
        #expect(try story.waitForDeadline() == ["call_end system (failed 30s) > call ann bob"])
        #expect(story.outcome == "failed/failed")
        #expect(story.state(of: party.member) == .left)
    }

    @Test("an app gives up while connecting", arguments: [HangUpReason.failed, .networkError])
    func givenUpWhileConnecting(_ reason: HangUpReason) throws {
        var story = try Story.answered()
        story.wait(4)
        #expect(try story.handle(.end(.bob, reason)) == ["call_end bob (\(reason.rawValue) 4s) > call ann bob"])
        #expect(story.outcome == "failed/\(reason.rawValue)")
    }

    @Test("an app loses its network while they talk", arguments: [HangUpReason.failed, .networkError])
    func lostWhileActive(_ reason: HangUpReason) throws {
        var story = try Story.active()
        story.wait(9)
        #expect(try story.handle(.end(.ann, reason)) == ["call_end ann (\(reason.rawValue) 9s) > call ann bob"])
        #expect(story.outcome == "ended/\(reason.rawValue)")
    }

    @Test("hung up while connecting is no failure")
    func hungUpWhileConnecting() throws {
        var story = try Story.answered()
        try story.handle(.end(.ann, .normal))
        #expect(story.outcome == "ended/normal")
    }

    @Test("nobody hangs up for four hours")
    func longestDuration() throws {
        var story = try Story.active()
        #expect(story.secondsLeft == 14_400)
        #expect(try story.waitForDeadline() == ["call_end system (timeout 14400s) > call ann bob"])
        #expect(story.outcome == "ended/timeout")
    }

    @Test("an answer that comes after the others' media never came up finds the call over")
    func lateAnswer() throws {
        var story = try Story.answered()
        try story.waitForDeadline()
        for event in [CallEvent.accept(.bob), .connected(.bob), .end(.ann, .normal), .update(.ann, MediaChange(isMuted: true))] {
            #expect(story.conflict(event) == .over)
        }
    }
}
