import CallSignaling
import Testing

/// One who is in and whose connection is gone is waited for, then he has left.
@Suite("Reconnecting")
struct ReconnectingTests {
    /// Ann, Bob and Cid talk.
    private func threeIn() throws -> Story {
        var story = try Story.activeGroup()
        try story.handle([.accept(.cid), .connected(.cid)])
        return story
    }

    @Test("he is waited for, and comes back", arguments: ConnectionKind.allCases)
    func comesBack(_ kind: ConnectionKind) throws {
        var story = try Story.active()
        story.wait(5)
        #expect(try story.handle(.connectionLost(.bob, kind)) == ["participant_reconnecting bob > people"])
        #expect(story.call.participant(.bob)?.reconnectingSince == story.now)
        #expect(story.state(of: .bob) == .joined)
        #expect(story.secondsLeft == 30)
        #expect(try story.ignores(.connectionLost(.bob, kind)))
        story.wait(29)
        #expect(try story.handle(.connectionRestored(.bob, kind)) == ["participant_reconnected bob > people"])
        #expect(story.call.participant(.bob)?.reconnectingSince == nil)
        #expect(story.secondsLeft == 14_366)
        #expect(try story.ignores(.connectionRestored(.bob, kind)))
        #expect(story.call.events.suffix(2).map(\.type) == [.reconnecting, .reconnected])
        #expect(story.call.events.last?.by == .bob)
    }

    @Test("he has left when his time is over; with nobody to talk to the call ends")
    func callEnds() throws {
        var story = try Story.active()
        try story.handle(.connectionLost(.bob, .media))
        #expect(try story.waitForDeadline() == ["call_end system (network_error 30s) > call ann bob"])
        #expect(story.outcome == "ended/network_error")
        #expect(story.state(of: .bob) == .left)
        #expect(story.call.participant(.bob)?.reconnectingSince == nil)
        #expect(story.call.events.suffix(1).map(\.type) == [.timedOut])
        #expect(try story.ignores(.connectionRestored(.bob, .media)))
    }

    @Test("in a group the others talk on, and he may be called in again")
    func groupGoesOn() throws {
        var story = try threeIn()
        try story.handle(.connectionLost(.cid, .presence))
        #expect(try story.waitForDeadline() == ["call_end system (network_error 30s) > cid", "participant_left cid > people"])
        #expect(story.call.status == .active)
        #expect(story.call.engaged == [.ann, .bob])
        #expect(story.conflict(.connected(.cid)) == .notIn)
        #expect(try story.handle(.invite(.ann, [.free(.cid)])) == ["call_invite > cid!"])
    }

    @Test("each is waited for by himself; all of them may be gone")
    func allGone() throws {
        var story = try threeIn()
        for member in [MemberID.ann, .bob, .cid] {
            try story.handle(.connectionLost(member, .media))
            story.wait(10)
        }
        #expect(story.secondsLeft == 0)
        #expect(try story.waitForDeadline() == ["call_end system (network_error 30s) > ann", "participant_left ann > people"])
        #expect(try story.waitForDeadline() == ["call_end system (network_error 40s) > call ann bob cid"])
    }

    @Test("a call never active has failed by it")
    func neverActive() throws {
        var story = Story(timeouts: CallTimeouts(reconnect: 10))
        try story.handle([.accept(.bob), .connected(.bob), .connectionLost(.bob, .media)])
        #expect(try story.waitForDeadline() == ["call_end system (network_error 10s) > call ann bob"])
        #expect(story.outcome == "failed/network_error")
    }

    @Test("phones that ring are stopped when their caller is gone")
    func callerOfARingingCall() throws {
        var story = Story()
        try story.handle([.connected(.ann), .connectionLost(.ann, .media)])
        #expect(story.secondsLeft == 30)
        #expect(try story.waitForDeadline() == ["call_cancel (ended) > bob", "call_end system (network_error 0s) > call ann bob"])
        #expect(story.outcome == "failed/network_error")
        #expect(story.call.durationSeconds == nil)
    }

    @Test("while the media server vouches for him his presence is disregarded")
    func vouched() throws {
        var story = try Story.active()
        #expect(try story.handle(.connectionRestored(.bob, .media)) == [])
        #expect(story.call.events.last?.type == .mediaUp)
        #expect(try story.ignores(.connectionLost(.bob, .presence)))
        try story.handle(.connectionLost(.bob, .media))
        #expect(try story.ignores(.connectionRestored(.bob, .presence)))
        #expect(try story.handle(.connectionRestored(.bob, .media)) == ["participant_reconnected bob > people"])
        #expect(try story.ignores(.connectionLost(.bob, .presence)))
    }

    @Test("the media server has the last word of one whose phone is offline")
    func mediaOverPresence() throws {
        var story = try Story.active()
        try story.handle(.connectionLost(.bob, .presence))
        #expect(try story.handle(.connectionLost(.bob, .media)) == [])
        #expect(try story.ignores(.connectionRestored(.bob, .presence)))
        #expect(try story.handle(.connectionRestored(.bob, .media)) == ["participant_reconnected bob > people"])
        var other = try Story.active()
        try other.handle(.connectionLost(.bob, .presence))
        #expect(try other.handle(.connectionRestored(.bob, .media)) == ["participant_reconnected bob > people"])
    }

    @Test("his own /connected brings him back, and does no harm else", arguments: ConnectionKind.allCases)
    func ownWord(_ kind: ConnectionKind) throws {
        var story = try Story.active()
        try story.handle(.connectionLost(.bob, kind))
        #expect(try !story.ignores(.update(.bob, MediaChange(isMuted: true))))
        #expect(try story.handle(.connected(.bob)) == ["participant_reconnected bob > people"])
        #expect(try story.ignores(.connected(.bob)))
        #expect(try story.handle(.connectionLost(.bob, kind)) == ["participant_reconnecting bob > people"])
    }

    @Test("seen by the media server, one who has answered is in")
    func mediaIsIn() throws {
        var story = try Story.answered()
        #expect(try story.handle(.connectionRestored(.ann, .media)) == [])
        #expect(story.state(of: .ann) == .joined)
        let lines = try story.handle(.connectionRestored(.bob, .media))
        #expect(lines == ["participant_joined ann > people", "participant_joined bob > people"])
        #expect(story.call.status == .active)
        #expect(story.call.participant(.bob)?.isMediaUp == true)
        #expect(story.call.events.suffix(2).map(\.type) == [.connected, .connected])
        #expect(try story.ignores(.connected(.bob)))
    }

    @Test("reports of one who is not in are without effect", arguments: ConnectionKind.allCases)
    func notIn(_ kind: ConnectionKind) throws {
        var story = Story()
        #expect(try story.ignores(.connectionLost(.bob, kind)))
        #expect(try story.ignores(.connectionRestored(.bob, kind)))
        #expect(try story.ignores(.connectionLost(.ann, kind)))
        try story.handle(.accept(.bob))
        #expect(try story.ignores(.connectionLost(.bob, kind)))
        #expect(story.conflict(.connectionLost(.eve, kind)) == .notParticipant)
        try story.handle(.end(.bob, .normal))
        #expect(try story.ignores(.connectionLost(.bob, kind)))
        #expect(try story.ignores(.connectionRestored(.bob, kind)))
    }
}
