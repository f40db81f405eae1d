import Foundation
import TestSupport
import Testing

/// LiveKit begins a recording, and says so too late: until the service asks again, it records something nobody knows of.
@Suite("Recordings whose begin was not heard of", .enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(3)))
struct LostRecordingTests {
    private static let settings = ["RECORDING_OUTPUT": "disk", "RECORDING_PATH": "rec"]
    /// Time enough for the host to change his mind.
    private static let lostAnswer: [String: any Sendable] = [
        "method": "StartRoomCompositeEgress", "code": "internal", "times": 1, "late": true, "delay": 3.0,
    ]

    private static func awaitRecording(_ state: String, of callID: String, by phone: Phone) async throws -> JSONValue {
        for _ in 0..<400 {
            if let found = try await phone.detail(callID)["recordings"]?.elements.last, found["state"]?.string == state { return found }
            try await letTimePass(until: Date() + 0.05)
        }
        throw TestLiveKit.Refusal(description: "\(try await phone.detail(callID))")
    }

    @Test("one that was stopped meanwhile is stopped, and its file is the call's", arguments: ["recording/stop", "end"])
    func stopped(by action: String) async throws {
        try await MediaStage.with(Self.settings) { stage in
            let callID = try await stage.meet()
            try await stage.awaitStatus("active", of: callID)
            try await stage.double.tell("fault", Self.lostAnswer)
            try await stage.anna.must("recording", callID)
            let id = try #require(try await stage.double.awaitState("a recording") { !$0.recordings.isEmpty }.recordings.first).egressId
            try await stage.double.tell("egress", ["id": id, "begin": true])
            try await stage.anna.must(action, callID)
            let recording = try await Self.awaitRecording("complete", of: callID, by: stage.anna)
            #expect(recording["files"]?.elements.count == 1)
            let state = try await stage.double.state()
            #expect(state.recordings.map(\.status) == ["EGRESS_COMPLETE"])
        }
    }

    @Test("one that is over by then has failed no more than its file says")
    func over() async throws {
        try await MediaStage.with(Self.settings) { stage in
            let callID = try await stage.meet()
            try await stage.awaitStatus("active", of: callID)
            try await stage.double.tell("fault", Self.lostAnswer)
            try await stage.anna.must("recording", callID)
            let id = try #require(try await stage.double.awaitState("a recording") { !$0.recordings.isEmpty }.recordings.first).egressId
            try await stage.double.tell("egress", ["id": id, "begin": true])
            try await stage.anna.must("end", callID)
            try await stage.double.tell("egress", ["id": id, "end": true])
            let recording = try await Self.awaitRecording("complete", of: callID, by: stage.anna)
            #expect(recording["files"]?.elements.count == 1)
        }
    }

    @Test("somebody else's recording of the same room is none of the call's")
    func foreign() async throws {
        try await MediaStage.with(Self.settings) { stage in
            let callID = try await stage.meet()
            try await stage.awaitStatus("active", of: callID)
            let foreign = try await stage.double.record(stage.room(callID), to: "somebody/else.mp4")
            try await stage.anna.must("recording", callID)
            let state = try await stage.double.awaitState("a recording of our own") { $0.recordings.count == 2 }
            let own = try #require(state.recordings.first { $0.egressId != foreign }).egressId
            try await stage.double.tell("egress", ["id": own, "begin": true])
            _ = try await Self.awaitRecording("active", of: callID, by: stage.anna)
            try await stage.anna.must("recording/stop", callID)
            _ = try await Self.awaitRecording("complete", of: callID, by: stage.anna)
            let left = try await stage.double.state().recordings.filter { $0.status != "EGRESS_COMPLETE" }
            #expect(left.map(\.egressId) == [foreign])
        }
    }
}
