import BSON
import Testing

/// Anna calls Ben, and nothing comes of it: he declines, is busy, she gives up, or he never answers.
@Suite("A call that is not answered")
struct UnansweredCallTests {
    @Test("declined: the caller is told, his other devices stop", arguments: [("rejected", "call_reject"), ("busy", "call_busy")])
    func rejected(reason: String, type: String) async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1, device: "ben-1"))
        let call = try await anna.ring([ben])
        try await ben.must("ringing", call)
        try await ben.must("reject", call, .object(["reason": .string(reason)]))
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)),
                Expected("call_ringing", .status(anna)),
                Expected(type, .callSignal, .status(anna), reason: reason),
                Expected("call_cancel", .status(ben), reason: "declined_elsewhere"),
                Expected("call_declined_elsewhere", .status(ben)),
                Expected("call_end", .callSignal, .status(anna), .status(ben), reason: reason),
            ])
        let document = try #require(try await church.document(call))
        #expect(document["status"]?.string == reason && document["end_reason"]?.string == reason)
        #expect(document["duration_seconds"] == nil && document["engaged"] == nil)
        let late = try await ben.post("accept", call)
        #expect(late.status == 409 && late.body["code"]?.string == "call_over")
    }

    @Test("engaged: 409, the attempt is in both histories, the caller is told")
    func busy() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
        let first = try await anna.ring([ben])
        let answer = try await chloe.call([ben])
        #expect(answer.status == 409 && answer.body["code"]?.string == "busy")
        #expect(answer.body["detail"]?.string?.isEmpty == false)
        #expect(answer.body["existing_call_id"] == nil, "whom Ben talks to is not Chloe's business")
        let attempt = try #require(answer.body["call_id"]?.string)
        try await church.expect(attempt, [Expected("call_busy", .callSignal, .status(chloe), reason: "busy")])
        for phone in [chloe, ben] {
            let calls = try await phone.send(.GET, "/history").body["calls"]?.elements ?? []
            #expect(calls.contains { $0["call_id"]?.string == attempt && $0["status"]?.string == "busy" })
        }
        try await anna.must("cancel", first)
        #expect(try await church.engagedMembers().isEmpty)
    }

    @Test("cancelled by the caller", arguments: ["cancel", "end"])
    func cancelled(action: String) async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1))
        let call = try await anna.ring([ben])
        try await anna.must(action, call)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)),
                Expected("call_cancel", .callSignal, .status(ben), reason: "cancelled"),
                Expected("call_end", .callSignal, .status(anna), .status(ben), reason: "cancelled"),
            ])
        let document = try #require(try await church.document(call))
        #expect(document["status"]?.string == "ended" && document["end_reason"]?.string == "cancelled")
    }

    @Test("missed: all who rang stop ringing, the caller is told")
    func missed() async throws {
        let church = try await Church(in: Deployment.hasty.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1))
        let call = try await anna.ring([ben])
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)),
                Expected("call_cancel", .status(ben), reason: "missed"),
                Expected("call_end", .callSignal, .status(anna), .status(ben), reason: "missed"),
            ])
        let document = try #require(try await church.document(call))
        #expect(document["status"]?.string == "missed" && document["end_reason"]?.string == "missed")
        for action in ["cancel", "end"] {
            let late = try await anna.post(action, call)
            #expect(late.status == 409 && late.body["current_status"]?.string == "missed")
        }
        #expect(try await ben.send(.GET, "/stats").body["missed_calls"]?.int == 1)
    }
}
