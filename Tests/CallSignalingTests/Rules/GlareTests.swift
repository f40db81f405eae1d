import CallSignaling
import Testing

/// Bob calls Ann while Ann's call to him rings: his create is his accept.
@Suite("Glare")
struct GlareTests {
    @Test("is an answer that reaches both, and once more when the second app is in")
    func answers() throws {
        var story = Story(.voice)
        let lines = try story.handle(.glare(.bob, .video))
        #expect(lines == ["call_accept bob > call ann bob", "call_answered_elsewhere bob > bob"])
        #expect(story.call.status == .connecting)
        #expect(story.call.type == .voice)
        #expect(story.call.participant(.bob)?.isGlare == true)
        #expect(story.call.participant(.bob)?.media.isVideoEnabled == true)
        #expect(story.call.participant(.ann)?.media.isVideoEnabled == false)
        try story.handle(.connected(.ann))
        let connected = try story.handle(.connected(.bob))
        #expect(connected == ["call_accept bob > bob", "participant_joined ann > people", "participant_joined bob > people"])
    }

    @Test("the second app is told again even while the first is not in")
    func connectsFirst() throws {
        var story = Story()
        try story.handle(.glare(.bob, .voice))
        #expect(try story.handle(.connected(.bob)) == ["call_accept bob > bob"])
        #expect(try story.ignores(.connected(.bob)))
    }

    @Test("his own type decides his camera", arguments: CallType.allCases)
    func camera(_ type: CallType) throws {
        var story = Story(.video)
        try story.handle(.glare(.bob, type))
        #expect(story.call.participant(.bob)?.media == MediaFlags(type: type))
        #expect(story.call.type == .video)
    }

    @Test("once he has answered it is a repeat on that device, refused on another")
    func afterAnswer() throws {
        var story = Story()
        try story.handle(.accept(.bob.on(.phone)))
        #expect(try story.ignores(.glare(.bob.on(.phone), .voice)))
        #expect(story.conflict(.glare(.bob.on(.tablet), .voice)) == .answeredElsewhere)
        #expect(story.conflict(.glare(.ann, .voice)) == .notRinging)
    }
    @Test("of a caller who is called back in is told him once")
    func callerCameBack() throws {
        var story = try Story.activeGroup()
        try story.handle([.accept(.cid), .leave(.ann), .invite(.bob, [.free(.ann)])])
        #expect(try story.handle(.glare(.ann, .voice)) == ["call_accept ann > call ann", "call_answered_elsewhere ann > ann"])
    }
}
