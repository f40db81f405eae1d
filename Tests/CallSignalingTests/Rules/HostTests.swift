import CallSignaling
import Testing

/// The call's caller, and administrators, mute others and take them out.
@Suite("Hosts")
struct HostTests {
    private static let ann = Host(.ann)
    private static let admin = Host(.eve, isAdministrator: true)

    /// Ann, Bob and Cid talk.
    private func threeIn() throws -> Story {
        var story = try Story.activeGroup()
        try story.handle([.accept(.cid), .connected(.cid)])
        return story
    }

    @Test("mute: told with who did it, and done once", arguments: [ann, admin])
    func mutes(_ host: Host) throws {
        var story = try Story.active()
        #expect(try story.handle(.mute(by: host, .bob)) == ["participant_muted bob true by \(host.member) > people"])
        #expect(story.call.participant(.bob)?.media.isMuted == true)
        let line = try #require(story.call.events.last)
        #expect(line.type == .muted && line.by == host.member && line.target == .bob)
        #expect(try story.ignores(.mute(by: host, .bob)))
        #expect(try story.handle(.update(.bob, MediaChange(isMuted: false))) == ["participant_muted bob false > people"])
    }

    @Test("one who is in is told that his part is over, the others that he went", arguments: [ann, admin])
    func removesFromGroup(_ host: Host) throws {
        var story = try threeIn()
        story.wait(7)
        let lines = try story.handle(.remove(by: host, .bob))
        #expect(
            lines == ["call_end \(host.member) (normal 7s) by \(host.member) > bob", "participant_left bob by \(host.member) > people"])
        #expect(story.state(of: .bob) == .removed)
        #expect(story.call.engaged == [.ann, .cid])
        let line = try #require(story.call.events.last)
        #expect(line.type == .removed && line.by == host.member && line.target == .bob)
        #expect(try story.ignores(.remove(by: host, .bob)))
        #expect(story.conflict(.connected(.bob)) == .notIn)
        #expect(story.conflict(.accept(.bob)) == .notRinging)
    }

    @Test("he may be called in again")
    func invitedAgain() throws {
        var story = try threeIn()
        try story.handle(.remove(by: Self.ann, .bob))
        #expect(try story.handle(.invite(.cid, [.free(.bob)])) == ["call_invite > bob!"])
        try story.handle([.accept(.bob), .connected(.bob)])
        #expect(story.state(of: .bob) == .joined)
    }

    @Test("one whose phones ring: they stop, and the group hears nothing")
    func removesRinging() throws {
        var story = try Story.activeGroup()
        #expect(try story.handle(.remove(by: Self.ann, .cid)) == ["call_cancel (ended) by ann > cid"])
        #expect(story.state(of: .cid) == .removed)
        #expect(story.call.status == .active)
        story.wait(4)
        let repeats = story.call.repeats(after: Story.beginning, through: story.now, plan: RepeatPlan())
        #expect(repeats.map(\.line) == ["call_cancel (ended) by ann > cid"])
    }

    @Test("the only other one: the call ends for all, by the host")
    func removesLast() throws {
        var story = try Story.active()
        #expect(try story.handle(.remove(by: Self.admin, .bob)) == ["call_end eve (normal 0s) > call ann bob"])
        #expect(story.outcome == "ended/normal")
        #expect(story.call.endedBy == .eve)
        #expect(try story.ignores(.remove(by: Self.admin, .bob)))
        #expect(story.conflict(.remove(by: Self.ann, .bob)) == .over)
    }

    @Test("the only one who rings: nobody is called any more")
    func removesLastRinging() throws {
        var story = Story()
        #expect(
            try story.handle(.remove(by: Self.ann, .bob)) == [
                "call_cancel (ended) by ann > bob", "call_end ann (cancelled 0s) > call ann bob",
            ])
        #expect(story.outcome == "ended/cancelled")
        #expect(story.state(of: .bob) == .removed)
    }

    @Test("the last who rings, after another has missed the call: it is missed, and may be said again")
    func removesLastAfterMissed() throws {
        var story = Story()
        story.wait(1)
        try story.handle(.invite(.ann, [.free(.cid)]))
        story.wait(44)
        try story.handle(.deadlinePassed)
        #expect(
            try story.handle(.remove(by: Self.ann, .cid)) == [
                "call_cancel (ended) by ann > cid", "call_end system (missed 0s) > call ann cid",
            ])
        #expect(try story.ignores(.remove(by: Self.ann, .cid)))
        #expect(story.conflict(.remove(by: Self.admin, .cid)) == .over)
    }

    @Test("the caller, by an administrator: others talk on, a call that rings has lost its purpose")
    func removesCaller() throws {
        var group = try threeIn()
        try group.handle(.remove(by: Self.admin, .ann))
        #expect(group.call.engaged == [.bob, .cid])
        #expect(group.conflict(.mute(by: Self.ann, .bob)) == .notIn)
        var ringing = Story()
        #expect(
            try ringing.handle(.remove(by: Self.admin, .ann)) == ["call_cancel (ended) > bob", "call_end eve (normal 0s) > call ann bob"])
        #expect(ringing.outcome == "ended/normal")
    }

    @Test("who else is refused, and on whom nobody can act", arguments: [false, true])
    func refused(isMuting: Bool) throws {
        func event(_ host: Host, _ member: MemberID) -> CallEvent { isMuting ? .mute(by: host, member) : .remove(by: host, member) }
        var story = try threeIn()
        #expect(story.conflict(event(Host(.bob), .cid)) == .notCaller)
        #expect(story.conflict(event(Host(.eve), .cid)) == .notParticipant)
        #expect(story.conflict(event(Self.ann, .dee)) == .unknownParticipant(.dee))
        #expect(story.conflict(event(Self.admin, .eve)) == .unknownParticipant(.eve))
        try story.handle(.leave(.cid))
        #expect(story.conflict(event(Self.ann, .cid)) == .participantNotIn(.cid))
        try story.handle(.end(.ann, .normal))
        #expect(story.conflict(event(Self.ann, .bob)) == .over)
    }

    @Test("a phone that only rings has no microphone to mute")
    func mutesRinging() throws {
        #expect(Story().conflict(.mute(by: Self.ann, .bob)) == .participantNotIn(.bob))
    }
}
