import Foundation
import TestSupport
import Testing

/// A call is recorded by LiveKit's egress service: asked for by errand, told by webhook, or asked for by the sweep.
@Suite("Recording", .enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(3)))
struct RecordingTests {
    private static let settings = ["RECORDING_OUTPUT": "disk", "RECORDING_PATH": "rec"]

    private static func awaitRecording(_ state: String, of callID: String, by phone: Phone) async throws -> JSONValue {
        for _ in 0..<400 {
            if let found = try await phone.detail(callID)["recordings"]?.elements.last, found["state"]?.string == state { return found }
            try await letTimePass(until: Date() + 0.05)
        }
        throw TestLiveKit.Refusal(description: "\(try await phone.detail(callID))")
    }

    @Test("everybody hears when it begins and ends; the file is on the call")
    func life() async throws {
        try await MediaStage.with(Self.settings) { stage in
            let callID = try await stage.meet()
            try await stage.awaitStatus("active", of: callID)
            #expect(try await stage.ben.post("recording", callID).body["code"]?.string == "not_caller")
            try await stage.anna.must("recording", callID)
            let egress = try #require(try await stage.double.awaitState("a recording") { !$0.recordings.isEmpty }.recordings.first)
            try await stage.double.tell("egress", ["id": egress.egressId, "begin": true])
            try await stage.church.recorder.wait("recording_started") {
                $0.contains { $0.callID == callID && $0.type == "recording_started" }
            }
            try await stage.anna.must("recording", callID)
            let chloe = stage.church.phone(2)
            #expect(try await stage.anna.post("invite", callID, .object(["callee_ids": .array([.string(chloe.member)])])).status == 200)
            try await stage.church.recorder.wait("an invite that says so") { messages in
                messages.contains { $0.callID == callID && $0.type == "call_invite" && $0.payload["is_recorded"]?.bool == true }
            }
            try await stage.anna.must("recording/stop", callID)
            try await stage.church.recorder.wait("recording_stopped") {
                $0.contains { $0.callID == callID && $0.type == "recording_stopped" }
            }
            let recording = try await Self.awaitRecording("complete", of: callID, by: stage.ben)
            let file = try #require(recording["files"]?.elements.first)
            #expect(file["name"]?.string?.hasPrefix("rec/church-\(stage.church.id)/\(callID)/") == true && file["size_bytes"]?.int == 4_321)
            #expect(try await stage.double.state().recordings.count == 1)
        }
    }

    private static let lostAnswer: [String: any Sendable] = [
        "method": "StartRoomCompositeEgress", "code": "internal", "times": 1, "late": true,
    ]

    @Test("an answer that is lost begins it once; what webhooks never told is asked for, after the call's end too")
    func unheard() async throws {
        let settings = Self.settings.merging(["LIVEKIT_SWEEP_SECONDS": "0.3"]) { $1 }
        try await MediaStage.with(settings, isHeld: true) { stage in try await Self.recordUnheard(stage) }
    }

    private static func recordUnheard(_ stage: MediaStage) async throws {
        let callID = try await stage.meet()
        try await stage.awaitStatus("active", of: callID)
        try await stage.double.tell("fault", lostAnswer)
        try await stage.anna.must("recording", callID)
        let state = try await stage.double.awaitState("a recording") { !$0.recordings.isEmpty }
        let id = try #require(state.recordings.first?.egressId)
        try await stage.double.tell("egress", ["id": id, "begin": true])
        _ = try await awaitRecording("active", of: callID, by: stage.ben)
        try await stage.anna.must("end", callID)
        let room = stage.room(callID)
        try await stage.double.awaitState("no room") { $0.room(room) == nil }
        try await stage.double.tell("egress", ["id": id, "end": true])
        _ = try await awaitRecording("complete", of: callID, by: stage.ben)
        let count = try await stage.double.state().recordings.count
        #expect(count == 1)
    }

    @Test("one that LiveKit refuses has failed")
    func refused() async throws {
        try await MediaStage.with(Self.settings) { stage in
            let callID = try await stage.meet()
            try await stage.awaitStatus("active", of: callID)
            try await stage.double.tell("fault", ["method": "StartRoomCompositeEgress", "code": "invalid_argument"])
            try await stage.anna.must("recording", callID)
            let failed = try await Self.awaitRecording("failed", of: callID, by: stage.anna)
            #expect(failed["error"]?.string?.hasPrefix("invalid_argument") == true)
        }
    }
}
