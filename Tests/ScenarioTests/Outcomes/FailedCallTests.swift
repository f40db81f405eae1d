import BSON
import Testing

/// Calls that are answered and then go wrong.
@Suite("A call that fails")
struct FailedCallTests {
    @Test("media never comes up: failed after the connect time")
    func neverConnected() async throws {
        let church = try await Church(in: Deployment.hasty.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1))
        let call = try await anna.ring([ben])
        try await ben.must("accept", call)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)),
                Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(ben)),
                Expected("call_end", .callSignal, .status(anna), .status(ben), reason: "failed"),
            ])
        #expect(try await church.document(call)?["status"]?.string == "failed")
    }

    @Test("an app says so", arguments: ["failed", "network_error"])
    func reported(reason: String) async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1))
        let call = try await anna.ring([ben])
        try await ben.must("accept", call)
        try await ben.must("end", call, .object(["reason": .string(reason)]))
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)),
                Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(ben)),
                Expected("call_end", .callSignal, .status(anna), .status(ben), reason: reason),
            ])
        let document = try #require(try await church.document(call))
        #expect(document["status"]?.string == "failed" && document["end_reason"]?.string == reason)
        #expect(try await church.engagedMembers().isEmpty)
    }

    @Test("too long: ended by time-out")
    func tooLong() async throws {
        let church = try await Church(in: Deployment.hasty.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1))
        let call = try await anna.ring([ben])
        try await ben.must("accept", call)
        for phone in [ben, anna] { try await phone.must("connected", call) }
        try await church.recorder.wait("call_end") { $0.contains { $0.callID == call && $0.type == "call_end" } }
        let document = try #require(try await church.document(call))
        #expect(document["status"]?.string == "ended" && document["end_reason"]?.string == "timeout")
        #expect((document["duration_seconds"]?.int).map { (8...9).contains($0) } == true)
    }
}
