import Foundation
import TestSupport
import Testing

/// Two instances, one database, one media server, whose webhooks reach but one of them.
@Suite("Media rooms of several instances", .enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(4)))
struct SeveralInstancesTests {
    /// Webhooks go to the second of the two.
    private static func with(
        _ environment: [String: String] = [:], _ body: (MediaStage, MediaStage, TestService) async throws -> Void
    ) async throws {
        try await MediaStage.with(environment) { stage in
            let other = try await TestService.start(stage.church.deployment.service.environment)
            defer { other.process.stop() }
            try await stage.double.tell("target", ["url": "http://127.0.0.1:\(other.port)/api/livekit/webhook"])
            try await body(stage, stage.through(other), other)
        }
    }

    @Test("what the media server tells one instance counts for the other's call; flags and leaving through whichever")
    func webhooks() async throws {
        try await Self.with { stage, through, _ in
            let callID = try await stage.meet(type: "video")
            let room = stage.room(callID)
            try await stage.awaitStatus("active", of: callID)
            try await stage.double.tell("leave", ["room": room, "identity": stage.anna.member, "aborted": true])
            try await stage.awaitSignal("participant_reconnecting", about: stage.anna.member, of: callID)
            try await stage.double.join(room, stage.anna.member)
            try await stage.awaitSignal("participant_reconnected", about: stage.anna.member, of: callID)

            try await stage.double.publish("MICROPHONE", by: stage.ben.member, in: room, muted: true)
            try await stage.awaitSignal("participant_muted", about: stage.ben.member, of: callID)
            for (phone, isMuted) in [(stage.ben, false), (through.ben, true)] {
                #expect(try await phone.send(.PATCH, "/\(callID)/participant", .object(["is_muted": .bool(isMuted)])).status == 200)
            }
            try await stage.awaitSignal("participant_muted", about: stage.ben.member, of: callID, count: 3)
            try await through.ben.must("end", callID)
            try await stage.awaitStatus("ended", of: callID)
            let state = try await stage.double.awaitState("no room") { $0.rooms.isEmpty }
            #expect(state.sent.allSatisfy { $0 == 200 })
        }
    }

    @Test("each room is made and deleted once, each participant thrown out once, by one of the two")
    func once() async throws {
        try await Self.with { stage, through, other in
            let church = stage.church
            for pair in 0..<4 {
                let (one, two) = pair.isMultiple(of: 2) ? (nil, other) : (other, nil)
                let (caller, callee) = (church.phone(2 * pair, of: one), church.phone(2 * pair + 1, of: two))
                let callID = try await stage.meet(caller, callee)
                let token = try await stage.token(callee, callID)
                try await stage.awaitSignal("participant_joined", about: callee.member, of: callID)
                try await callee.must("end", callID)
                try await stage.double.awaitState("no room") { $0.rooms.isEmpty }
                try await stage.double.enter(token: token)
                try await stage.double.awaitState("out again") { $0.successes(of: "RemoveParticipant") == pair + 1 }
                try await stage.double.tell("finish", ["name": stage.room(callID)])
            }
            try await stage.awaitErrands()
            let state = try await stage.double.state()
            #expect(state.successes(of: "CreateRoom") == 4 && state.successes(of: "DeleteRoom") == 4)
            #expect(state.successes(of: "RemoveParticipant") == 4)
            #expect(state.requests.allSatisfy { $0.error == nil })
        }
    }

    @Test("one is killed while errands wait: the other carries them out, once, and goes on with its calls")
    func killed() async throws {
        try await Self.with(["RING_TIMEOUT_SECONDS": "120"]) { stage, through, _ in
            let over = try await stage.meet()
            try await stage.awaitStatus("active", of: over)
            try await stage.awaitErrands()
            try await stage.double.tell("fault", ["code": "unavailable"])
            try await stage.anna.must("end", over)
            let ringing = try await stage.anna.ring([stage.ben])
            for method in ["CreateRoom", "DeleteRoom"] {
                try await stage.double.awaitState("tries") { $0.requests.contains { $0.method.hasSuffix(method) && $0.error != nil } }
            }
            stage.church.deployment.service.process.stop(SIGKILL)
            try await stage.double.tell("heal")
            // What the dead instance had in hand is free again after 30 s.
            let state = try await stage.double.awaitState("one room for the other", within: 60) {
                $0.room(stage.room(over)) == nil && $0.room(stage.room(ringing)) != nil
            }
            #expect(state.rooms.count == 1)
            try await through.awaitErrands()
            try await stage.double.join(stage.room(ringing), stage.anna.member)
            try await through.enter(through.ben, ringing)
            try await through.awaitStatus("active", of: ringing)
            try await through.anna.must("end", ringing)
            try await stage.double.awaitState("no room") { $0.rooms.isEmpty }
            let end = try await stage.double.state()
            #expect(end.successes(of: "CreateRoom") == 2 && end.successes(of: "DeleteRoom") == 2)
        }
    }
}
