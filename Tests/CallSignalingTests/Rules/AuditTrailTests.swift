import CallSignaling
import Testing

/// The story a call keeps of itself.
@Suite("Audit trail")
struct AuditTrailTests {
    @Test("tells who did what, from which device, in order")
    func order() throws {
        var story = Story(from: .tablet)
        try story.handle([.ringing(.bob), .accept(.bob.on(.phone)), .connected(.bob), .connected(.ann), .end(.ann, .normal)])
        let events = story.call.events
        #expect(events.map(\.type) == [.created, .ringing, .accepted, .connected, .connected, .ended])
        #expect(events.map(\.by) == [.ann, .bob, .bob, .bob, .ann, .ann])
        #expect(events.map(\.seq) == [1, 2, 3, 4, 5, 6])
        #expect(events.map(\.device) == [DeviceID("tablet"), nil, DeviceID("phone"), nil, nil, nil])
    }

    @Test(
        "what deadlines do",
        arguments: zip([false, true], [[AuditEvent.Kind.created, .missed], [.created, .accepted, .timedOut, .timedOut]]))
    func deadlines(isAnswered: Bool, kinds: [AuditEvent.Kind]) throws {
        var story = Story()
        if isAnswered { try story.handle(.accept(.bob)) }
        try story.waitForDeadline()
        #expect(story.call.events.map(\.type) == kinds)
    }

    @Test("keeps 200 lines; the oldest media changes go first")
    func bounded() throws {
        var story = try Story.active()
        let kept = story.call.events
        for index in 0..<300 { try story.handle(.update(.ann, MediaChange(isMuted: index.isMultiple(of: 2)))) }
        #expect(story.call.events.count == Call.auditLimit)
        #expect(Array(story.call.events.prefix(kept.count)) == kept)
        #expect(story.call.events.last?.seq == kept.count + 300)
        #expect(story.call.eventSeq == kept.count + 300)
        try story.handle(.end(.ann, .normal))
        #expect(story.call.events.count == Call.auditLimit)
        #expect(story.call.events.last?.type == .ended)
    }

    @Test("without media changes the oldest after the call's making go")
    func boundedByInvites() throws {
        var story = try Story.activeGroup()
        for _ in 0..<150 { try story.handle([.reject(.cid, .rejected), .invite(.ann, [.free(.cid)])]) }
        #expect(story.call.events.count == Call.auditLimit)
        #expect(story.call.events.first?.type == .created)
        #expect(story.call.events.last?.seq == story.call.eventSeq)
    }
}
