import CallSignaling
import Testing

/// Microphone, camera, speaker, screen and hand as the apps tell them.
@Suite("Media flags")
struct MediaFlagTests {
    @Test("start as the call's type says", arguments: CallType.allCases)
    func initial(_ type: CallType) {
        let isVideo = type == .video
        for part in Story(type).call.participants {
            #expect(part.media == MediaFlags(isMuted: false, isVideoEnabled: isVideo, isSpeakerOn: isVideo))
        }
    }

    @Test(
        "each change is told to the others, once",
        arguments: zip(
            [
                MediaChange(isMuted: true), MediaChange(isVideoEnabled: true), MediaChange(isSpeakerOn: true),
                MediaChange(isScreenSharing: true), MediaChange(isHandRaised: true),
            ],
            [
                "participant_muted bob true", "participant_video bob true", "participant_speaker bob true",
                "participant_screen_share bob true", "participant_hand bob true",
            ]))
    func told(_ change: MediaChange, line: String) throws {
        var story = try Story.active()
        #expect(try story.handle(.update(.bob, change)) == ["\(line) > people"])
        #expect(try story.ignores(.update(.bob, change)))
        #expect(story.call.participant(.ann)?.media == MediaFlags())
    }

    @Test("several at once are one change; what is as it was is not told")
    func several() throws {
        var story = try Story.active()
        let change = MediaChange(isMuted: true, isVideoEnabled: false, isSpeakerOn: true)
        #expect(
            try story.handle(.update(.ann, change)) == ["participant_muted ann true > people", "participant_speaker ann true > people"])
        #expect(story.call.participant(.ann)?.media == MediaFlags(isMuted: true, isSpeakerOn: true))
    }

    @Test("nothing to change is no change")
    func empty() throws {
        #expect(MediaChange().isEmpty)
        #expect(!MediaChange(isMuted: false).isEmpty)
        #expect(!MediaChange(isHandRaised: false).isEmpty)
        #expect(try Story.active().ignores(.update(.ann, MediaChange())))
    }

    @Test("the caller may mute himself while it rings; a callee who only rings may not")
    func whileRinging() throws {
        var story = Story()
        #expect(try story.handle(.update(.ann, MediaChange(isMuted: true))) == ["participant_muted ann true > people"])
        #expect(story.conflict(.update(.bob, MediaChange(isMuted: true))) == .notIn)
    }
}
