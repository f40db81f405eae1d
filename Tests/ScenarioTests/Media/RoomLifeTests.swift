import Foundation
import TestSupport
import Testing

/// A call's room, from its making to its end, by errands and webhooks alone: the phones say nothing of their media.
@Suite("Media rooms", .enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(3)))
struct RoomLifeTests {
    @Test("a room is made for a call, fills it with life, and goes with it")
    func wholeLife() async throws {
        try await MediaStage.with { stage in
            let (double, anna, ben) = (stage.double, stage.anna, stage.ben)
            let callID = try await stage.meet()
            let room = stage.room(callID)
            let made = try #require(try await double.awaitState("the room") { $0.room(room)?.metadata != nil }.room(room))
            #expect(made.metadata == #"{"call_id":"\#(callID)","call_type":"voice","church_id":"\#(stage.church.id)"}"#)
            #expect(made.maxParticipants == 9)
            try await stage.awaitSignal("participant_joined", about: ben.member, of: callID)
            try await stage.awaitStatus("active", of: callID)

            try await double.tell("leave", ["room": room, "identity": anna.member, "aborted": true])
            try await stage.awaitSignal("participant_reconnecting", about: anna.member, of: callID)
            try await double.join(room, anna.member)
            try await stage.awaitSignal("participant_reconnected", about: anna.member, of: callID)

            try await ben.must("end", callID)
            try await double.awaitState("no room") { $0.room(room) == nil }
            #expect(try await double.state().requests.allSatisfy { $0.error == nil })
        }
    }

    @Test("what is published sets the flags, once")
    func flags() async throws {
        try await MediaStage.with { stage in
            let callID = try await stage.meet(type: "video")
            let room = stage.room(callID)
            try await stage.awaitStatus("active", of: callID)
            let camera = try await stage.double.publish("CAMERA", by: stage.ben.member, in: room)
            try await stage.double.publish("MICROPHONE", by: stage.ben.member, in: room, muted: true)
            try await stage.awaitSignal("participant_muted", about: stage.ben.member, of: callID)
            try await stage.double.tell("unpublish", ["room": room, "identity": stage.ben.member, "sid": camera])
            try await stage.awaitSignal("participant_video", about: stage.ben.member, of: callID)
            let screen = try await stage.double.publish("SCREEN_SHARE", by: stage.ben.member, in: room)
            try await stage.awaitSignal("participant_screen_share", about: stage.ben.member, of: callID)
            try await stage.double.tell("unpublish", ["room": room, "identity": stage.ben.member, "sid": screen])
            try await stage.awaitSignal("participant_screen_share", about: stage.ben.member, of: callID, count: 2)
            #expect(try await stage.signals("participant_video", about: stage.ben.member, of: callID) == 1)
            #expect(try await stage.signals("participant_muted", about: stage.ben.member, of: callID) == 1)
        }
    }

    @Test("whom the host mutes is silent in the room; whom he takes out is out of it")
    func host() async throws {
        try await MediaStage.with { stage in
            let callID = try await stage.meet()
            let room = stage.room(callID)
            try await stage.awaitStatus("active", of: callID)
            let track = try await stage.double.publish("MICROPHONE", by: stage.ben.member, in: room)
            let camera = try await stage.double.publish("CAMERA", by: stage.ben.member, in: room)
            try await stage.anna.must("participants/\(stage.ben.member)/mute", callID)
            let muted = try await stage.double.awaitState("silence") { !$0.muted.isEmpty }.muted
            #expect(muted == [track] && muted != [camera])
            let chloe = stage.church.phone(2)
            #expect(try await stage.anna.post("invite", callID, .object(["callee_ids": .array([.string(chloe.member)])])).status == 200)
            let accepted = try await chloe.post("accept", callID)
            try await stage.double.enter(token: accepted.body["livekit_token"]?.string ?? "")
            try await stage.anna.must("participants/\(stage.ben.member)/remove", callID)
            try await stage.double.awaitState("Ben is out") { $0.room(room)?.participants == [stage.anna.member, chloe.member] }
        }
    }

    @Test("a call that rings nobody has no room; one that nobody answers has one until it is missed")
    func unanswered() async throws {
        try await MediaStage.with(["RING_TIMEOUT_SECONDS": "3"]) { stage in
            let callID = try await stage.anna.ring([stage.ben])
            #expect(try await stage.church.phone(2).call([stage.ben]).status == 409)
            try await stage.double.awaitState("the room") { $0.room(stage.room(callID)) != nil }
            try await stage.awaitStatus("missed", of: callID)
            let state = try await stage.double.awaitState("no room") { $0.rooms.isEmpty }
            #expect(state.successes(of: "CreateRoom") == 1 && state.successes(of: "DeleteRoom") == 1)
        }
    }
}
