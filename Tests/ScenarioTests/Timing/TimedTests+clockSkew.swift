import BSON
import Foundation
import Mongo
import TestSupport
import Testing

extension TimedTests {
    /// Instances whose machines disagree about the time: the database's clock decides.
    @Suite("Clocks that disagree")
    struct ClockSkewTests {
        @Test("with clocks 30 s ahead and behind, calls of each instance ring 3 s, and timestamps agree", .timeLimit(.minutes(2)))
        func skew() async throws {
            try await withDeployment(["RING_TIMEOUT_SECONDS": "3"]) { deployment in
                let church = try await Church(in: deployment, members: 24)
                let ahead = try await instance(of: deployment, clockOffset: 30)
                defer { ahead.process.stop() }
                let behind = try await instance(of: deployment, clockOffset: -30)
                defer { behind.process.stop() }
                let services = [deployment.service, ahead, behind]
                let calls = try await concurrently(Array(0..<12)) { pair in
                    let service = services[pair % 3]
                    return try await church.phone(2 * pair, of: service).ring([church.phone(2 * pair + 1, of: service)])
                }
                try await church.recorder.wait("12 × 3 call_end") { messages in
                    calls.allSatisfy { call in messages.count { $0.callID == call && $0.type == "call_end" } >= 3 }
                }
                for call in calls { try await check(call, church) }
                #expect(try await church.engagedMembers().isEmpty)
            }
        }

        @Test(
            "one who answers at another instance, a minute apart by its machine's clock, has his whole time to connect",
            .timeLimit(.minutes(2))
        )
        func answeredElsewhere() async throws {
            try await withDeployment(["CONNECT_TIMEOUT_SECONDS": "3", "FAITHFLOW_FAULTS": "clock_offset=30"]) { deployment in
                let church = try await Church(in: deployment)
                let behind = try await instance(of: deployment, clockOffset: -30)
                defer { behind.process.stop() }
                let call = try await church.phone(0).ring([church.phone(1)])
                let asked = Date().timeIntervalSince1970
                try await church.phone(1, of: behind).must("accept", call)
                let answered = Date().timeIntervalSince1970
                try await church.recorder.wait("call_end") { $0.contains { $0.callID == call && $0.type == "call_end" } }
                let ended = try #require(church.recorder.messages(of: call).first { $0.type == "call_end" })
                #expect(ended.receivedAt - asked > 2.9 && ended.receivedAt - answered < 4)
                #expect(try await church.document(call)?["status"]?.string == "failed")
            }
        }

        private func instance(of deployment: Deployment, clockOffset seconds: Int) async throws -> TestService {
            var environment = deployment.service.environment
            environment["FAITHFLOW_FAULTS"] = "clock_offset=\(seconds)"
            return try await TestService.start(environment)
        }

        /// The call rang 3 s by the database and by the signals' arrival, and no signal says another time than it came at.
        private func check(_ call: String, _ church: Church) async throws {
            let document = try #require(try await church.document(call))
            let made = try #require(document["initiated_at"]?.date)
            let ended = try #require(document["ended_at"]?.date)
            #expect(document["status"]?.string == "missed")
            #expect((3.0...3.6).contains(ended.timeIntervalSince(made)))
            let messages = church.recorder.messages(of: call)
            let invite = try #require(messages.first { $0.type == "call_invite" })
            let end = try #require(messages.first { $0.type == "call_end" })
            #expect((2.8...3.8).contains(end.receivedAt - invite.receivedAt))
            for message in [invite, end] {
                let text = try #require(message.payload["timestamp"]?.string)
                let said = try Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
                #expect(abs(said.timeIntervalSince1970 - message.receivedAt) < 1)
            }
        }
    }
}
