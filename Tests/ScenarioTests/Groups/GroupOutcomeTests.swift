import BSON
import Testing

/// Anna calls several people at once; each rings on his own.
@Suite("A group call")
struct GroupOutcomeTests {
    @Test("one answers, one comes late, one declines, one never answers: the call goes on, each is told what concerns him")
    func mixed() async throws {
        let church = try await Church(in: Deployment.leisurely.deployment(), members: 5)
        let (anna, ben, chloe, david, emma) = (church.phone(0), church.phone(1), church.phone(2), church.phone(3), church.phone(4))
        let call = try await anna.ring([ben, chloe, david, emma])
        try await ben.must("accept", call)
        for phone in [anna, ben] { try await phone.must("connected", call) }
        try await david.must("reject", call)
        try await chloe.must("accept", call)
        try await chloe.must("connected", call)
        try await church.recorder.wait("Emma's being missed") { $0.contains { $0.place == .status(emma) && $0.reason == "missed" } }
        try await ben.must("leave", call)
        try await anna.must("end", call)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben), .invites(chloe), .invites(david), .invites(emma)),
                Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(ben)),
                Expected("participant_joined", .callParticipants),
                Expected("participant_joined", .callParticipants),
                Expected("call_reject", .callSignal, .status(anna), reason: "rejected"),
                Expected("call_cancel", .status(david), reason: "declined_elsewhere"),
                Expected("call_declined_elsewhere", .status(david)),
                Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(chloe)),
                Expected("participant_joined", .callParticipants),
                Expected("call_cancel", .status(emma), reason: "missed"),
                Expected("participant_left", .callParticipants),
                Expected("call_end", .callSignal, .status(anna), .status(chloe), reason: "normal"),
            ])
        let states = try await church.document(call)?["participants"]?.array?.compactMap { $0.document?["state"]?.string }
        #expect(states == ["left", "left", "left", "rejected", "missed"])
        #expect(try await church.engagedMembers().isEmpty)
    }

    @Test("all decline: the call is over")
    func allReject() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
        let call = try await anna.ring([ben, chloe])
        try await ben.must("reject", call)
        #expect(try await anna.detail(call)["status"]?.string == "ringing")
        try await chloe.must("reject", call, .object(["reason": "busy"]))
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben), .invites(chloe)),
                Expected("call_reject", .callSignal, .status(anna)),
                Expected("call_cancel", .status(ben), reason: "declined_elsewhere"),
                Expected("call_declined_elsewhere", .status(ben)),
                Expected("call_busy", .callSignal, .status(anna)),
                Expected("call_cancel", .status(chloe), reason: "declined_elsewhere"),
                Expected("call_declined_elsewhere", .status(chloe)),
                Expected("call_end", .callSignal, .status(anna), .status(chloe), reason: "rejected"),
            ])
        #expect(try await church.document(call)?["status"]?.string == "rejected")
    }

    @Test("the caller gives up: every phone stops")
    func cancelled() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
        let call = try await anna.ring([ben, chloe])
        try await anna.must("cancel", call)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben), .invites(chloe)),
                Expected("call_cancel", .callSignal, .status(ben), .status(chloe), reason: "cancelled"),
                Expected("call_end", .callSignal, .status(anna), .status(ben), .status(chloe), reason: "cancelled"),
            ])
    }

    @Test("the caller ends it for all while one still rings: only that one gets call_cancel, and not on the call's topic")
    func endForAll() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
        let call = try await anna.ring([ben, chloe])
        try await ben.must("accept", call)
        #expect(try await anna.post("cancel", call).status == 409)
        try await anna.must("end", call)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben), .invites(chloe)),
                Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(ben)),
                Expected("call_cancel", .status(chloe), reason: "ended"),
                Expected("call_end", .callSignal, .status(anna), .status(ben), .status(chloe), reason: "normal"),
            ])
    }
}
