import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// The database does what it is told, and its answer never comes: 503, though it is done. The same request under its key finds out.
@Suite("Lost answers of the database")
struct LostAnswerTests {
    @Test("a create and an accept that were 503 and done are answered when made again", .timeLimit(.minutes(2)))
    func madeAgain() async throws {
        try await withLossyDatabase { deployment, proxy in
            let church = try await Church(in: deployment)
            let (anna, ben) = (church.phone(0), church.phone(1))
            let created = try await Self.lostThenRepeated(proxy) { try await anna.call([ben], key: "k") }
            let call = try #require(created.body["call_id"]?.string)
            #expect(created.body["status"]?.string == "ringing" && created.body["livekit_token"]?.string?.isEmpty == false)
            #expect(try await church.collection("calls").count(["church_id": .string(church.id)]) == 1)
            // An invite that is still waiting when its callee answers would not be sent any more.
            try await church.recorder.wait("the invite") { $0.contains { $0.callID == call && $0.type == "call_invite" } }
            let accepted = try await Self.lostThenRepeated(proxy) { try await ben.post("accept", call, key: "a") }
            #expect(accepted.body["call_id"]?.string == call && accepted.body["livekit_token"]?.string?.isEmpty == false)
            #expect(try await church.document(call)?["version"]?.int == 2)
            try await church.expect(
                call,
                [
                    Expected("call_invite", .invites(ben)), Expected("call_accept", .callSignal, .status(anna)),
                    Expected("call_answered_elsewhere", .status(ben)),
                ], within: 40)
        }
    }

    /// The answer to `request` when it is made again after a 503 behind which it was done.
    private static func lostThenRepeated(
        _ proxy: LossyProxy, _ request: () async throws -> TestService.Answer
    ) async throws -> TestService.Answer {
        let before = proxy.lost
        proxy.lose(1_000)
        let refused = try await request()
        #expect(refused.status == 503, "\(refused.body)")
        #expect(proxy.lost > before)
        proxy.loseNoMore()
        var answer = try await request()
        while answer.status == 503 || answer.body["code"]?.string == "request_in_progress" { answer = try await request() }
        #expect(answer.status == 200, "\(answer.body)")
        return answer
    }
}
