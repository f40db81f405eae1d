import BSON
import TestSupport
import Testing

/// Anna calls Ben; his phone rings, he answers, both connect, he mutes himself, shows his screen and raises his hand, she hangs up.
@Suite("An answered call")
struct AnsweredCallTests {
    @Test("every signal in order, and the document in MongoDB")
    func answered() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1, device: "ben-1"))
        let made = try await anna.call([ben], type: "video")
        #expect(made.status == 200)
        let call = try #require(made.body["call_id"]?.string)
        #expect(made.body["room_name"]?.string == "faithflow_\(church.id)_\(call)")
        #expect(made.body["livekit_token"]?.string?.split(separator: ".").count == 3)
        try await church.recorder.wait("the invite") { $0.contains { $0.type == "call_invite" } }
        try await acknowledge(call, church, anna)
        try await anna.must("connected", call)
        #expect(try await anna.detail(call)["status"]?.string == "ringing", "the caller's early /connected answers nothing")
        try await ben.must("accept", call)
        try await ben.must("connected", call)
        try await expectActive(anna, ben, call)
        #expect(try await ben.send(.PATCH, "/\(call)/participant", .object(["is_muted": .bool(true)])).status == 200)
        let shown: JSONValue = .object(["is_screen_sharing": .bool(true), "is_hand_raised": .bool(true)])
        #expect(try await ben.send(.PATCH, "/\(call)/participant", shown).status == 200)
        try await anna.must("end", call)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)),
                Expected("call_ringing", .status(anna)),
                Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(ben)),
                Expected("participant_joined", .callParticipants),
                Expected("participant_joined", .callParticipants),
                Expected("participant_muted", .callParticipants),
                Expected("participant_screen_share", .callParticipants),
                Expected("participant_hand", .callParticipants),
                Expected("call_end", .callSignal, .status(anna), .status(ben), reason: "normal"),
            ])
        try await expectDocument(church, call)
    }

    /// Ben's app says that it rings, as apps do at each repeat of the invite: a service that has just started may not listen yet.
    private func acknowledge(_ call: String, _ church: Church, _ anna: Phone) async throws {
        let ringing =
            #"{"type":"call_ringing","call_id":"\#(call)","timestamp":"2026-01-31T09:30:00.000Z","callee_id":"ben","callee_name":""}"#
        let app = AppPublisher(port: church.deployment.broker.port)
        for attempt in 1...5 {
            try await app.publish(ringing, to: "faithflow/\(church.id)/call/\(call)/signal")
            do {
                try await church.recorder.wait("call_ringing at the caller", within: 4) {
                    $0.contains { $0.type == "call_ringing" && $0.place == .status(anna) && $0.payload["callee_name"]?.string == "Ben" }
                }
                return
            } catch {
                if attempt == 5 { throw error }
            }
        }
    }

    private func expectActive(_ anna: Phone, _ ben: Phone, _ call: String) async throws {
        for phone in [anna, ben] {
            let active = try await phone.send(.GET, "/active").body
            #expect(active["call_id"]?.string == call)
            #expect(active["status"]?.string == "active")
            #expect(active["participants"]?.elements.map { $0["joined_at"]?.string != nil } == [true, true])
        }
    }

    private func expectDocument(_ church: Church, _ call: String) async throws {
        let document = try #require(try await church.document(call))
        #expect(document["status"]?.string == "ended")
        #expect(document["end_reason"]?.string == "normal")
        #expect(document["ended_by"]?.string == "anna")
        #expect(document["engaged"] == nil && document["deadline"] == nil)
        for key in ["initiated_at", "answered_at", "ended_at", "created_at", "updated_at"] {
            #expect(document[key]?.date != nil, "\(key) is a BSON date")
        }
        #expect(document["participants"]?.array?.compactMap { $0.document?["state"]?.string } == ["left", "left"])
        let history = try await church.phone(1).send(.GET, "/history").body
        #expect(history["total"]?.int == 1)
        #expect(history["calls"]?[0]?["is_incoming"]?.bool == true)
        #expect(history["calls"]?[0]?["caller_name"]?.string == "Anna")
    }
}
