import Foundation
import TestSupport
import Testing

/// A token lets into a room for ten minutes. Whoever is not in the call is not in its room for all that.
@Suite("Rejoining a media room", .enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(3)))
struct RejoiningTests {
    /// Ben's and Chloe's call with Anna, all three in its room, and a token with which Ben can enter it again.
    private static func meetThree(_ stage: MediaStage) async throws -> (callID: String, token: String) {
        let callID = try await stage.meet()
        let chloe = stage.church.phone(2)
        try await stage.invite(chloe, callID)
        try await stage.enter(chloe, callID)
        return (callID, try await stage.token(stage.ben, callID))
    }

    /// The numbers of all `participant_joined` there were.
    private static func joined(_ stage: MediaStage) async throws -> [Int] {
        try await stage.double.state().events.enumerated().filter { $0.element.event == "participant_joined" }.map(\.offset)
    }

    private static func awaitAbsence(of phone: Phone, from room: String, _ stage: MediaStage) async throws {
        try await stage.double.awaitState("\(phone.member) is out") { $0.room(room)?.participants.contains(phone.member) != true }
    }

    @Test("whom the host has taken out is out again at once; an outage delays that, and loses nothing")
    func takenOut() async throws {
        try await MediaStage.with { stage in
            let (callID, token) = try await Self.meetThree(stage)
            let room = stage.room(callID)
            try await stage.awaitStatus("active", of: callID)
            try await stage.anna.must("participants/\(stage.ben.member)/remove", callID)
            try await Self.awaitAbsence(of: stage.ben, from: room, stage)
            try await stage.double.enter(token: token)
            try await Self.awaitAbsence(of: stage.ben, from: room, stage)

            try await stage.double.tell("fault", ["code": "unavailable"])
            try await stage.double.enter(token: token)
            try await stage.double.awaitState("some tries") { $0.requests.count { $0.error != nil } >= 4 }
            #expect(try await stage.double.state().room(room)?.participants.contains(stage.ben.member) == true)
            try await stage.double.tell("heal")
            try await Self.awaitAbsence(of: stage.ben, from: room, stage)
            try await stage.awaitErrands()
            #expect(try await stage.double.state().room(room)?.participants == [stage.anna.member, stage.church.phone(2).member])
        }
    }

    @Test("who rings again is not in before he answers; events of an earlier presence throw out nobody")
    func ringing() async throws {
        try await MediaStage.with(isHeld: true) { stage in
            let (callID, token) = try await Self.meetThree(stage)
            let room = stage.room(callID)
            let first = try await Self.joined(stage)
            #expect(try await stage.double.deliver([first[0]]) == [200])
            try await stage.awaitStatus("active", of: callID)
            try await stage.ben.must("end", callID)
            try await stage.double.tell("leave", ["room": room, "identity": stage.ben.member])
            try await stage.invite(stage.ben, callID)

            try await stage.double.enter(token: token)
            let early = try #require(try await Self.joined(stage).last)
            #expect(try await stage.double.deliver([early]) == [200])
            try await Self.awaitAbsence(of: stage.ben, from: room, stage)
            #expect(try await stage.signals("participant_joined", about: stage.ben.member, of: callID) == 1)

            try await stage.enter(stage.ben, callID)
            let late = try #require(try await Self.joined(stage).last)
            #expect(try await stage.double.deliver([first[1], early, late, first[1]]) == [200, 200, 200, 200])
            try await stage.awaitErrands()
            let state = try await stage.double.state()
            #expect(state.room(room)?.participants.contains(stage.ben.member) == true)
            #expect(state.successes(of: "RemoveParticipant") == 1)
        }
    }

    @Test("an event of one who enters as an invitee, and answers before it comes, throws him out neither")
    func overtaken() async throws {
        try await MediaStage.with(isHeld: true) { stage in
            let (callID, token) = try await Self.meetThree(stage)
            try await stage.awaitErrands()
            try await stage.ben.must("end", callID)
            try await stage.invite(stage.ben, callID)
            try await stage.double.tell("fault", ["method": "ListParticipants", "code": "unavailable"])
            try await stage.double.enter(token: token)
            let early = try #require(try await Self.joined(stage).last)
            #expect(try await stage.double.deliver([early]) == [503])
            try await stage.enter(stage.ben, callID)
            try await stage.double.tell("heal")
            try await stage.awaitErrands()
            #expect(try await stage.double.deliver([early]) == [200])
            try await stage.awaitErrands()
            let state = try await stage.double.state()
            #expect(state.room(stage.room(callID))?.participants.contains(stage.ben.member) == true)
            #expect(state.successes(of: "RemoveParticipant") == 0)
        }
    }

    @Test("where LiveKit can refuse old tokens it does, and takes the next one of him who is called in again and answers")
    func revoked() async throws {
        try await MediaStage.with { stage in
            try await stage.double.tell("revoking")
            let (callID, token) = try await Self.meetThree(stage)
            try await stage.awaitStatus("active", of: callID)
            try await letTimePass(until: Date() + 1)  // moments are told in whole seconds
            try await stage.anna.must("participants/\(stage.ben.member)/remove", callID)
            try await Self.awaitAbsence(of: stage.ben, from: stage.room(callID), stage)
            await #expect(throws: TestLiveKit.Refusal.self) { try await stage.double.enter(token: token) }
            try await stage.invite(stage.ben, callID)
            try await stage.enter(stage.ben, callID)
            try await stage.awaitSignal("participant_joined", about: stage.ben.member, of: callID, count: 2)
        }
    }

    @Test("nobody enters the room of a call that is over")
    func over() async throws {
        try await MediaStage.with { stage in
            let callID = try await stage.meet()
            let room = stage.room(callID)
            let token = try await stage.token(stage.ben, callID)
            try await stage.anna.must("end", callID)
            try await stage.double.awaitState("no room") { $0.room(room) == nil }
            try await stage.double.enter(token: token)
            try await Self.awaitAbsence(of: stage.ben, from: room, stage)
        }
    }

    @Test("the sweep finds one who rings, and is in although nobody has said so")
    func swept() async throws {
        try await MediaStage.with(["LIVEKIT_SWEEP_SECONDS": "0.3"], isHeld: true) { stage in
            let (callID, token) = try await Self.meetThree(stage)
            let room = stage.room(callID)
            try await stage.awaitStatus("active", of: callID)
            try await stage.ben.must("end", callID)
            try await stage.double.tell("leave", ["room": room, "identity": stage.ben.member])
            try await stage.invite(stage.ben, callID)
            try await stage.double.enter(token: token)
            try await Self.awaitAbsence(of: stage.ben, from: room, stage)
            try await stage.enter(stage.ben, callID)
            try await stage.awaitSignal("participant_joined", about: stage.ben.member, of: callID, count: 2)
        }
    }
}
