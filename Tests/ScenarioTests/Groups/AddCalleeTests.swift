import Testing

/// Calling more people into a call that is under way.
@Suite("Adding callees")
struct AddCalleeTests {
    @Test("a call of two becomes three; one who is engaged elsewhere is listed as busy")
    func added() async throws {
        let church = try await Church(in: Deployment.standard.deployment(), members: 5)
        let (anna, ben, chloe, david, emma) = (church.phone(0), church.phone(1), church.phone(2), church.phone(3), church.phone(4))
        let other = try await david.ring([emma])
        let call = try await anna.ring([ben])
        try await ben.must("accept", call)
        for phone in [anna, ben] { try await phone.must("connected", call) }
        let invite = JSONValue.object(["callee_ids": .array(["chloe", "david"])])
        #expect(try await chloe.post("invite", call, .object(["callee_ids": .array(["david"])])).status == 403)
        try await ben.must("invite", call, invite)
        try await chloe.must("accept", call)
        try await chloe.must("connected", call)
        try await anna.must("end", call)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)),
                Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(ben)),
                Expected("participant_joined", .callParticipants),
                Expected("participant_joined", .callParticipants),
                Expected("call_invite", .invites(chloe)),
                Expected("call_busy", .callSignal, .status(anna), reason: "busy"),
                Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(chloe)),
                Expected("participant_joined", .callParticipants),
                Expected("call_end", .callSignal, .status(anna), .status(ben), .status(chloe), reason: "normal"),
            ])
        let himself = try await david.post("invite", other, .object(["callee_ids": .array(["david"])]))
        #expect(himself.status == 422 && himself.body["code"]?.string == "invalid_body")
        try await david.must("cancel", other)
        #expect(try await church.engagedMembers().isEmpty)
    }

    @Test("callees who are all engaged: 409, nothing changes")
    func allBusy() async throws {
        let church = try await Church(in: Deployment.standard.deployment(), members: 4)
        let (anna, ben, chloe, david) = (church.phone(0), church.phone(1), church.phone(2), church.phone(3))
        let other = try await chloe.ring([david])
        let call = try await anna.ring([ben])
        let answer = try await anna.post("invite", call, .object(["callee_ids": .array(["chloe", "david"])]))
        #expect(answer.status == 409 && answer.body["code"]?.string == "busy")
        #expect(try await anna.detail(call)["participants"]?.elements.count == 2)
        try await anna.must("cancel", call)
        try await chloe.must("cancel", other)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)),
                Expected("call_cancel", .callSignal, .status(ben), reason: "cancelled"),
                Expected("call_end", .callSignal, .status(anna), .status(ben), reason: "cancelled"),
            ])
    }
}
