import Foundation
import TestSupport
import Testing

/// Webhooks come twice, late, in another order, or never; what counts is who is in the room.
@Suite("Media server webhooks", .enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(3)))
struct WebhookOrderTests {
    @Test("twice and out of order, nobody is taken for gone who is there, nor for there who is gone")
    func disorder() async throws {
        try await MediaStage.with(["RECONNECT_TIMEOUT_SECONDS": "2"], isHeld: true) { stage in
            let callID = try await stage.meet()
            let room = stage.room(callID)
            func events(_ names: String...) async throws -> [Int] {
                let all = try await stage.double.state().events.map(\.event)
                return names.compactMap { name in all.lastIndex(of: name) }
            }
            let joined = try await events("participant_joined")
            #expect(try await stage.double.deliver(joined + joined) == [200, 200])
            try await stage.awaitStatus("active", of: callID)

            try await stage.double.tell("leave", ["room": room, "identity": stage.anna.member])
            try await stage.double.join(room, stage.anna.member)
            let swapped = try await events("participant_joined", "participant_left", "participant_left")
            #expect(try await stage.double.deliver(swapped) == [200, 200, 200])
            #expect(try await stage.signals("participant_reconnecting", about: stage.anna.member, of: callID) == 0)

            try await stage.double.tell("leave", ["room": room, "identity": stage.anna.member, "aborted": true])
            let late = try await events("participant_connection_aborted", "participant_joined")
            #expect(try await stage.double.deliver(late) == [200, 200])
            try await stage.awaitSignal("participant_reconnecting", about: stage.anna.member, of: callID)
            try await stage.awaitStatus("ended", of: callID)
            #expect(try await stage.anna.detail(callID)["end_reason"]?.string == "network_error")
            #expect(try await stage.signals("participant_reconnected", about: stage.anna.member, of: callID) == 0)
        }
    }

    @Test("a room that is finished ends a call that everybody has abandoned, after the grace")
    func finished() async throws {
        try await MediaStage.with(["RECONNECT_TIMEOUT_SECONDS": "2"], isHeld: true) { stage in
            let callID = try await stage.meet()
            #expect(try await stage.double.deliver([2]) == [200])
            try await stage.awaitStatus("active", of: callID)
            try await stage.double.tell("finish", ["name": stage.room(callID)])
            let last = try await stage.double.state().events.count - 1
            #expect(try await stage.double.deliver([last]) == [200])
            try await stage.awaitStatus("ended", of: callID)
            #expect(try await stage.church.engagedMembers().isEmpty)
        }
    }

    @Test("never: the sweep finds out who came and who went")
    func never() async throws {
        try await MediaStage.with(["LIVEKIT_SWEEP_SECONDS": "0.3"], isHeld: true) { stage in
            let callID = try await stage.meet()
            try await stage.awaitStatus("active", of: callID)
            try await stage.double.tell("leave", ["room": stage.room(callID), "identity": stage.ben.member])
            try await stage.awaitSignal("participant_reconnecting", about: stage.ben.member, of: callID)
            try await stage.double.join(stage.room(callID), stage.ben.member)
            try await stage.awaitSignal("participant_reconnected", about: stage.ben.member, of: callID)
        }
    }

    @Test("while the room cannot be asked the server is told to send again; what it has not signed is refused")
    func refused() async throws {
        try await MediaStage.with(isHeld: true) { stage in
            let callID = try await stage.meet()
            try await stage.double.tell("fault", ["method": "ListParticipants", "code": "unavailable", "times": 1])
            #expect(try await stage.double.deliver([2, 2]) == [503, 200])
            try await stage.awaitStatus("active", of: callID)
            let service = stage.church.deployment.service
            let body = #"{"event":"room_finished","id":"EV_x","room":{"name":"\#(stage.room(callID))"}}"#
            let forged = try await stage.double.sign(body, ["secret": "another-secret-another-secret-anoth"])
            for token in [forged, "x", try await stage.anna.token()] {
                let answer = try await service.send(
                    .POST, "/api/livekit/webhook", headers: [("Authorization", token), ("Content-Type", "application/webhook+json")],
                    body: Array(body.utf8))
                #expect(answer.status == 401 && answer.body["code"]?.string == "invalid_token")
            }
        }
    }
}
