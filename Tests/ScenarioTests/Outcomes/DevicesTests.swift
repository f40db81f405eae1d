import Testing

/// Ben has two phones, both ring.
@Suite("Several devices")
struct DevicesTests {
    @Test("the first to answer wins; the other is told, and never gets call_cancel")
    func answeredElsewhere() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let anna = church.phone(0)
        let (phone, tablet) = (church.phone(1, device: "phone"), church.phone(1, device: "tablet"))
        let call = try await anna.ring([phone])
        try await phone.must("accept", call)
        try await phone.must("accept", call)
        for action in ["accept", "reject"] {
            let refused = try await tablet.post(action, call)
            #expect(refused.status == 409 && refused.body["code"]?.string == "answered_elsewhere")
        }
        try await phone.must("end", call)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(phone)),
                Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(phone)),
                Expected("call_end", .callSignal, .status(anna), .status(phone), reason: "normal"),
            ])
        let told = try #require(church.recorder.messages(of: call).first { $0.type == "call_answered_elsewhere" })
        #expect(told.payload["device_id"]?.string == "phone")
    }

    @Test("declined on one: the other cannot answer any more")
    func declinedElsewhere() async throws {
        let church = try await Church(in: Deployment.standard.deployment(), members: 4)
        let (anna, chloe) = (church.phone(0), church.phone(2))
        let (phone, tablet) = (church.phone(1, device: "phone"), church.phone(1, device: "tablet"))
        let call = try await anna.ring([phone, chloe])
        try await phone.must("reject", call)
        try await phone.must("reject", call)
        let refused = try await tablet.post("accept", call)
        #expect(refused.status == 409 && refused.body["code"]?.string == "declined_elsewhere")
        try await chloe.must("accept", call)
        try await anna.must("end", call)
        #expect(try await church.engagedMembers().isEmpty)
    }
}
