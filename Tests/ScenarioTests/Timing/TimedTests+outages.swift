import BSON
import Foundation
import TestSupport
import Testing

extension TimedTests {
    /// The broker does not answer for a while.
    @Suite("Outages")
    struct OutageTests {
        @Test(
            "without a broker REST goes on and readiness says degraded; with it back, everything is delivered in order",
            .timeLimit(.minutes(2))
        )
        func broker() async throws {
            try await withDeployment { deployment in
                let church = try await Church(in: deployment)
                let (anna, ben) = (church.phone(0), church.phone(1))
                deployment.broker.process.pause()
                let call = try await anna.ring([ben])
                try await ben.must("accept", call)
                try await anna.must("end", call)
                var readiness = try await deployment.service.send(.GET, "/readyz")
                while readiness.body["status"]?.string != "degraded" { readiness = try await deployment.service.send(.GET, "/readyz") }
                #expect(readiness.status == 200)
                deployment.broker.process.send(SIGCONT)
                // The invite is not among what must come: nobody rings any more. The paused broker may have had it all the same.
                try await church.recorder.wait("the end of the call", within: 40) { messages in
                    [String.callSignal, .status(anna), .status(ben)].allSatisfy { place in
                        messages.contains { $0.callID == call && $0.type == "call_end" && $0.place == place }
                    }
                }
                let messages = church.recorder.messages(of: call).filter { $0.seq.map { $0 > 1 } ?? false }
                #expect(Set(messages.compactMap(\.seq)) == [2, 3, 4])
                for place in [String.callSignal, .status(anna), .status(ben)] {
                    let seqs = messages.filter { $0.place == place }.compactMap(\.seq)
                    #expect(seqs == seqs.sorted(), "in order")
                }
            }
        }

        @Test(
            "without a database every request is refused with 503 within 5 s, nothing is half done, and it heals", .timeLimit(.minutes(2)))
        func database() async throws {
            let mongod = try await TestMongod.start(replicaSet: true)
            defer { mongod.stop() }
            try await withDeployment(mongoURI: mongod.uri) { deployment in
                let church = try await Church(in: deployment)
                let (anna, ben) = (church.phone(0), church.phone(1))
                let call = try await anna.ring([ben])
                mongod.process.pause()
                let asked = ContinuousClock.now
                let refused = try await ben.post("accept", call)
                #expect(refused.status == 503)
                #expect(refused.body["code"]?.string == "dependency_unavailable")
                #expect(ContinuousClock.now - asked < .seconds(5.5))
                mongod.process.send(SIGCONT)
                var answer = try await ben.post("accept", call)
                while answer.status == 503 { answer = try await ben.post("accept", call) }
                #expect(answer.status == 200)
                try await anna.must("end", call)
                try await church.expect(
                    call,
                    [
                        Expected("call_invite", .invites(ben)),
                        Expected("call_accept", .callSignal, .status(anna)),
                        Expected("call_answered_elsewhere", .status(ben)),
                        Expected("call_end", .callSignal, .status(anna), .status(ben), reason: "normal"),
                    ])
            }
        }
    }
}
