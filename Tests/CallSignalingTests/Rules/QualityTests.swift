import CallSignaling
import Testing

/// How good a connection is, as its owner's app tells it.
@Suite("Quality")
struct QualityTests {
    private static let good = QualityReport(jitter: 10, packetLoss: 1, roundTrip: 120)
    private static let bad = QualityReport(jitter: 60, packetLoss: 8, roundTrip: 600)

    @Test("a change of level is told, and nothing else is")
    func changes() throws {
        var story = try Story.active()
        #expect(try story.handle(.quality(.bob, Self.good)) == ["network_quality bob good > people"])
        #expect(try story.ignores(.quality(.bob, QualityReport(jitter: 12, packetLoss: 0.8, roundTrip: 100))))
        #expect(try story.handle(.quality(.bob, Self.bad)) == ["network_quality bob poor > people"])
        #expect(try story.handle(.quality(.bob, Self.good)) == ["network_quality bob good > people"])
        let bob = try #require(story.call.participant(.bob))
        #expect(bob.quality == .good && bob.worstQuality == .poor)
        #expect(story.call.events.last?.type == .quality && story.call.events.last?.by == .bob)
        #expect(story.call.participant(.ann)?.quality == nil)
    }

    @Test("is kept of one who has gone, and forgotten of one who is called again")
    func kept() throws {
        var story = try Story.activeGroup()
        try story.handle([.accept(.cid), .connected(.cid), .quality(.bob, Self.bad), .leave(.bob)])
        #expect(story.call.participant(.bob)?.worstQuality == .poor)
        try story.handle(.invite(.ann, [.free(.bob)]))
        #expect(story.call.participant(.bob)?.worstQuality == nil)
    }

    @Test("is for those who are in")
    func refused() throws {
        var story = Story()
        #expect(story.conflict(.quality(.bob, Self.good)) == .notIn)
        #expect(story.conflict(.quality(.eve, Self.good)) == .notParticipant)
        #expect(try story.handle(.quality(.ann, Self.good)) == ["network_quality ann good > people"])
        try story.handle(.cancel(.ann))
        #expect(story.conflict(.quality(.ann, Self.good)) == .over)
    }
}
