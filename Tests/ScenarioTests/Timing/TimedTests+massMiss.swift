import BSON
import Foundation
import Mongo
import Testing

extension TimedTests {
    /// A thousand calls ring at once, and nobody answers.
    @Suite("A thousand missed calls")
    struct MassMissTests {
        @Test("each missed 3.0 to 3.5 s after it was made, each told to caller and callee, all members free", .timeLimit(.minutes(3)))
        func thousand() async throws {
            let church = try await Church(in: Deployment.hasty.deployment(), members: 2_000)
            let calls = try await concurrently(Array(0..<1_000)) { pair in
                try await church.phone(2 * pair).ring([church.phone(2 * pair + 1)])
            }
            let wanted = Set(calls)
            try await church.recorder.wait("1,000 × call_end", within: 60) { messages in
                messages.count { $0.type == "call_end" && wanted.contains($0.callID) } >= 3_000
            }
            let documents = try await church.collection("calls").find(["church_id": .string(church.id)])
            #expect(documents.count == 1_000)
            #expect(documents.allSatisfy { $0["status"]?.string == "missed" })
            let waits = documents.compactMap { document -> Double? in
                guard let made = document["initiated_at"]?.date, let ended = document["ended_at"]?.date else { return nil }
                return ended.timeIntervalSince(made)
            }.sorted()
            print("missed after \(waits.first ?? 0) … \(waits.last ?? 0) s, median \(waits[waits.count / 2]) s")
            #expect(waits.count == 1_000 && waits.allSatisfy { (3.0...3.5).contains($0) })
            let byCall = Dictionary(grouping: church.recorder.messages, by: \.callID)
            for call in calls {
                let seen = Set(
                    (byCall[call] ?? []).map {
                        "\($0.type) \($0.place.hasPrefix("member") ? $0.place.split(separator: "/").last ?? "" : "call")"
                    })
                #expect(seen == ["call_invite incoming_call", "call_cancel call_status", "call_end call_status", "call_end call"])
            }
            #expect(try await church.engagedMembers().isEmpty)
        }

        @Test("200 callees answer at the very moment their time is over: answered or missed, never both", .timeLimit(.minutes(3)))
        func acceptAtDeadline() async throws {
            let church = try await Church(in: Deployment.hasty.deployment(), members: 400)
            _ = try await concurrently(Array(0..<200), width: 200) { pair in
                let (anna, ben) = (church.phone(2 * pair), church.phone(2 * pair + 1))
                let call = try await anna.ring([ben])
                let made = try #require(try await church.document(call)?["initiated_at"]?.date)
                try await letTimePass(until: made.addingTimeInterval(3 + Double(pair) / 200 * 0.1 - 0.05))
                let status = try await ben.post("accept", call).status
                #expect(status == 200 || status == 409)
                try await church.recorder.wait("an end") { $0.contains { $0.callID == call && $0.type == "call_end" } }
                let document = try #require(try await church.document(call))
                #expect(document["status"]?.string == (status == 200 ? "failed" : "missed"))
                let messages = church.recorder.messages(of: call)
                #expect(messages.contains { $0.type == "call_accept" } == (status == 200))
                #expect(messages.contains { $0.type == "call_cancel" } == (status == 409))
            }
            #expect(try await church.engagedMembers().isEmpty)
        }
    }
}
