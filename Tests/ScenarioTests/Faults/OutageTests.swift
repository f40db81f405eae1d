import BSON
import Foundation
import TestSupport
import Testing

/// The broker does not answer for a while.
@Suite("Outages")
struct OutageTests {
    @Test(
        "without a broker REST goes on and readiness says degraded; with it back, everything is delivered in order", .timeLimit(.minutes(2))
    )
    func broker() async throws {
        try await withDeployment { deployment in
            let church = try await Church(in: deployment)
            let (anna, ben) = (church.phone(0), church.phone(1))
            deployment.broker.process.send(SIGSTOP)
            let call = try await anna.ring([ben])
            try await ben.must("accept", call)
            try await anna.must("end", call)
            var readiness = try await deployment.service.send(.GET, "/readyz")
            while readiness.body["status"]?.string != "degraded" { readiness = try await deployment.service.send(.GET, "/readyz") }
            #expect(readiness.status == 200)
            deployment.broker.process.send(SIGCONT)
            try await church.expect(
                call,
                [
                    Expected("call_invite", .invites(ben)),
                    Expected("call_accept", .callSignal, .status(anna)),
                    Expected("call_answered_elsewhere", .status(ben)),
                    Expected("call_end", .callSignal, .status(anna), .status(ben), reason: "normal"),
                ], within: 40)
        }
    }

    @Test("without a database every request is refused with 503 within 5 s, nothing is half done, and it heals", .timeLimit(.minutes(2)))
    func database() async throws {
        let mongod = try await TestMongod.start(replicaSet: true)
        defer { mongod.stop() }
        try await withDeployment(mongoURI: mongod.uri) { deployment in
            let church = try await Church(in: deployment)
            let (anna, ben) = (church.phone(0), church.phone(1))
            let call = try await anna.ring([ben])
            mongod.process.send(SIGSTOP)
            let asked = ContinuousClock.now
            let refused = try await ben.post("accept", call)
            #expect(refused.status == 503 && refused.body["code"]?.string == "dependency_unavailable")
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
