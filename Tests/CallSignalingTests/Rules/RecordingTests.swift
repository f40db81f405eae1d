import CallSignaling
import Foundation
import Testing

/// A host wishes; what becomes of it the media server tells, early or late.
@Suite("Recording")
struct RecordingTests {
    private let ann = Host(.ann)
    private let admin = Host(MemberID("pastor"), isAdministrator: true)
    private let file = Recording.File(name: "a.ogg", location: "/out/a.ogg", size: 12, duration: 1.5)

    @Test("begins and ends once, and says so once")
    func life() throws {
        var story = try Story.active()
        try story.handle(.startRecording(by: ann))
        #expect(story.sent.isEmpty && story.call.recordings.map(\.state) == [.requested] && story.call.isRecorded)
        let version = story.call.version
        try story.handle(.startRecording(by: admin))
        #expect(story.call.version == version, "it is recorded already")
        try story.handle(.recordingReported(RecordingReport("EG_1", .active)))
        #expect(story.call.version == version, "a recording of somebody else")
        try story.handle(.recordingPlaced("EG_1"))
        try story.handle(.recordingPlaced("EG_1"))
        try story.handle(.recordingReported(RecordingReport("EG_1", .active)))
        #expect(story.sent.map(\.line) == ["recording_started ann > call"])
        try story.handle(.stopRecording(by: ann))
        #expect(story.call.recordings[0].state == .stopping && !story.call.isRecorded)
        try story.handle(.recordingReported(RecordingReport("EG_1", .complete, files: [file])))
        #expect(story.sent.map(\.line) == ["recording_stopped stopped > call"])
        try story.handle(.recordingReported(RecordingReport("EG_1", .failed)))
        #expect(story.sent.isEmpty && story.call.recordings[0].state == .complete && story.call.recordings[0].files == [file])
        #expect(
            story.call.events.suffix(5).map(\.type) == [
                .recordingRequested, .recordingPlaced, .recordingStarted, .recordingStopRequested, .recordingStopped,
            ])
    }

    @Test("only the caller who is in, and administrators")
    func hosts() throws {
        var story = try Story.active()
        #expect(throws: CallConflict.notCaller) { try story.handle(.startRecording(by: Host(.bob))) }
        #expect(throws: CallConflict.notParticipant) { try story.handle(.startRecording(by: Host(.dee))) }
        try story.handle(.startRecording(by: admin))
        #expect(throws: CallConflict.notCaller) { try story.handle(.stopRecording(by: Host(.bob))) }
        try story.handle(.end(.ann, .normal))
        #expect(throws: CallConflict.over) { try story.handle(.startRecording(by: ann)) }
        #expect(throws: CallConflict.over) { try story.handle(.stopRecording(by: ann)) }
    }

    @Test("what is told after the call's end changes the recording alone, and is told to nobody")
    func late() throws {
        var story = try Story.active()
        try story.handle(.startRecording(by: ann))
        try story.handle(.recordingPlaced("EG_1"))
        try story.handle(.recordingReported(RecordingReport("EG_1", .active)))
        try story.handle(.end(.ann, .normal))
        let ended = story.call
        try story.handle(.recordingReported(RecordingReport("EG_1", .complete, files: [file])))
        #expect(story.sent.isEmpty && story.call.version == ended.version + 1)
        #expect(story.call.recordings.map(\.state) == [.complete] && story.call.recordings[0].files == [file])
        #expect(story.call.status == ended.status && story.call.participants == ended.participants && story.call.deadline == nil)
        #expect(story.call.endedAt == ended.endedAt && story.call.seq == ended.seq && story.call.contradictions.isEmpty)
    }

    @Test("one that could not be begun has failed; then another may be asked for, up to a limit")
    func failed() throws {
        var story = try Story.active()
        for _ in 0..<Recording.limit {
            try story.handle(.startRecording(by: ann))
            try story.handle(.recordingReported(RecordingReport(nil, .failed, error: "no egress")))
            #expect(story.sent.map(\.line) == ["recording_stopped failed > call"])
        }
        #expect(throws: CallConflict.recordingLimit) { try story.handle(.startRecording(by: ann)) }
        #expect(story.call.recordings.allSatisfy { $0.state == .failed && $0.error == "no egress" && $0.endedAt != nil })
        try story.handle(.recordingReported(RecordingReport(nil, .failed)))
        #expect(story.sent.isEmpty)
    }

    @Test("who is called in hears that the call is recorded")
    func consent() throws {
        var story = try Story.active()
        func flag() throws -> Bool? {
            let invite = try #require(story.sent.first { $0.body.type == .callInvite })
            return try JSONObject(invite.payload).fields["is_recorded"] as? Bool
        }
        try story.handle(.invite(.ann, [.free(.dee)]))
        #expect(try flag() == nil)
        try story.handle(.reject(.dee, .rejected))
        try story.handle(.startRecording(by: ann))
        try story.handle(.invite(.ann, [.free(.dee)]))
        #expect(try flag() == true)
        let again = try JSONDecoder().decode(SignalPayload.self, from: JSONEncoder().encode(#require(story.sent.first).payload))
        #expect(again == story.sent.first?.payload)
    }
}
