import Foundation
import TestSupport
import Testing

/// LiveKit is away, slow, or does what it is asked for and then fails: nothing is lost, and no ring waits.
@Suite("Media server outages", .enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(3)))
struct RoomOutageTests {
    @Test("an outage at the start and at the end delays the room's making and its end, and nothing else")
    func outage() async throws {
        try await MediaStage.with { stage in
            try await stage.double.tell("fault", ["code": "unavailable"])
            let start = ContinuousClock.now
            let callID = try await stage.anna.ring([stage.ben])
            try await stage.church.recorder.wait("the invite") { $0.contains { $0.callID == callID && $0.type == "call_invite" } }
            #expect(ContinuousClock.now - start < .seconds(4), "the ring does not wait for the media server")
            try await stage.double.awaitState("some tries") { $0.requests.count { $0.method.hasSuffix("/CreateRoom") } >= 3 }
            try await stage.double.tell("heal")
            try await stage.double.awaitState("the room") { $0.room(stage.room(callID)) != nil }
            try await stage.double.tell("fault", ["method": "DeleteRoom", "status": 502, "text": "<html>"])
            try await stage.anna.must("cancel", callID)
            try await stage.double.awaitState("some tries") { $0.requests.count { $0.method.hasSuffix("/DeleteRoom") } >= 2 }
            try await stage.double.tell("heal")
            try await stage.double.awaitState("no room") { $0.rooms.isEmpty }
        }
    }

    @Test("a server that is not there, and comes back, and a service killed meanwhile")
    func killed() async throws {
        try await MediaStage.with { stage in
            stage.double.stop()
            let callID = try await stage.anna.ring([stage.ben])
            try await stage.church.recorder.wait("the invite") { $0.contains { $0.callID == callID && $0.type == "call_invite" } }
            stage.church.deployment.service.process.stop()
            let double = try await TestLiveKit.start(port: stage.double.port)
            defer { double.stop() }
            let service = try await stage.church.deployment.service.restarted()
            defer { service.process.stop() }
            // What the dead instance had in hand is free again after 30 s.
            try await double.awaitState("the room", within: 42) { $0.room(stage.room(callID)) != nil }
        }
    }

    @Test("a request that succeeds and fails all the same is made again, and does no harm; a slow one holds up no other call's")
    func ambiguous() async throws {
        try await MediaStage.with { stage in
            try await stage.double.tell("fault", ["method": "CreateRoom", "code": "internal", "times": 1, "late": true])
            let callID = try await stage.anna.ring([stage.ben])
            try await stage.double.awaitState("the room, made twice") { $0.successes(of: "CreateRoom") == 1 && $0.rooms.count == 1 }
            try await stage.double.tell("fault", ["method": "DeleteRoom", "delay": 30, "times": 1])
            try await stage.anna.must("cancel", callID)
            let other = try await stage.anna.ring([stage.ben])
            try await stage.double.awaitState("the other call's room", within: 3) { $0.room(stage.room(other)) != nil }
            try await stage.anna.must("cancel", other)
            try await stage.double.awaitState("no room") { $0.rooms.isEmpty }
        }
    }
}
