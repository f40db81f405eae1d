import BSON
import Testing

/// Anna, Ben and Chloe talk. Anna mutes Ben and takes Chloe out, who is called again and taken out while it rings; an administrator takes Ben out, which ends the call.
@Suite("Hosts")
struct HostTests {
    @Test("each hears what he must, and MongoDB has who did it")
    func hosting() async throws {
        let church = try await Church(in: Deployment.leisurely.deployment())
        let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
        let call = try await anna.ring([ben, chloe])
        for phone in [ben, chloe] { try await phone.must("accept", call) }
        for phone in [anna, ben, chloe] { try await phone.must("connected", call) }
        try await anna.must("participants/ben/mute", call)
        #expect(try await ben.post("participants/chloe/remove", call).status == 403)
        try await anna.must("participants/chloe/remove", call)
        #expect(try await chloe.post("connected", call).status == 409)
        #expect(try await church.engagedMembers().sorted() == ["anna", "ben"])
        try await anna.must("invite", call, .object(["callee_ids": .array(["chloe"])]))
        try await anna.must("participants/chloe/remove", call)
        let admin = try await Tokens.mint(admin: "pastor", church: church.id)
        let path = "/api/calls/\(call)/participants/ben/remove"
        #expect(try await church.deployment.service.send(.POST, path, token: admin).status == 200)
        try await expectSignals(church, call, anna, ben, chloe)
        let lines = try #require(try await church.document(call)?["events"]?.array?.compactMap(\.document))
        let hosted = lines.filter { $0.contains("target") }
        #expect(hosted.map { $0["type"]?.string } == ["muted", "removed", "removed", "removed"])
        #expect(hosted.map { $0["by"]?.string } == ["anna", "anna", "anna", "pastor"])
        #expect(hosted.map { $0["target"]?.string } == ["ben", "chloe", "chloe", "ben"])
        #expect(try await church.engagedMembers().isEmpty)
    }

    private func expectSignals(_ church: Church, _ call: String, _ anna: Phone, _ ben: Phone, _ chloe: Phone) async throws {
        let answers = [ben, chloe].flatMap {
            [Expected("call_accept", .callSignal, .status(anna)), Expected("call_answered_elsewhere", .status($0))]
        }
        try await church.expect(
            call,
            [Expected("call_invite", .invites(ben), .invites(chloe))] + answers + [
                Expected("participant_joined", .callParticipants), Expected("participant_joined", .callParticipants),
                Expected("participant_joined", .callParticipants),
                Expected("participant_muted", .callParticipants),
                Expected("call_end", .status(chloe), reason: "normal"), Expected("participant_left", .callParticipants),
                Expected("call_invite", .invites(chloe)), Expected("call_cancel", .status(chloe), reason: "ended"),
                Expected("call_end", .callSignal, .status(anna), .status(ben), reason: "normal"),
            ])
        let messages = church.recorder.messages(of: call)
        #expect(messages.first { $0.type == "participant_muted" }?.payload["muted_by"]?.string == "anna")
        for type in ["participant_left", "call_cancel"] {
            #expect(messages.first { $0.type == type }?.payload["removed_by"]?.string == "anna", "\(type)")
        }
        #expect(messages.last { $0.type == "call_end" }?.payload["ended_by"]?.string == "pastor")
    }
}
