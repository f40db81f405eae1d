import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// Nobody is busy without a live call: what was spoiled by hand is mended while the service runs, and at its start.
@Suite("The audit")
struct AuditTests {
    @Test("members whom a spoiled call keeps busy can be called again within an audit's interval", .timeLimit(.minutes(1)))
    func running() async throws {
        try await withDeployment(["AUDIT_INTERVAL_SECONDS": "1"]) { deployment in
            let church = try await Church(in: deployment)
            let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
            let spoiled = try await anna.ring([ben])
            try await church.collection("calls").updateOne(
                ["_id": .string(spoiled), "church_id": .string(church.id)], ["$set": ["status": "ended", "ended_at": .date(Date())]])
            var answer = try await chloe.call([ben])  // busy, unless the audit was faster: nothing else takes him out of the busy lock
            while answer.status == 409 { answer = try await chloe.call([ben]) }
            #expect(answer.status == 201 || answer.status == 200)
            #expect(try await church.document(spoiled)?["engaged"] == nil)
            #expect(try await church.engagedMembers().sorted() == ["ben", "chloe"])
        }
    }

    @Test("a service that starts without the busy lock makes it anew, and ends the newer of two calls of a member", .timeLimit(.minutes(1)))
    func start() async throws {
        try await withDeployment { deployment in
            let church = try await Church(in: deployment)
            let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
            let calls = church.collection("calls")
            let old = try await anna.ring([ben])
            try await calls.dropIndex("engaged")
            let new = try await chloe.ring([ben])
            deployment.service.process.stop()
            let revived = try await deployment.service.restarted()
            defer { revived.process.stop() }
            #expect(try await church.document(old)?["status"]?.string == "ringing")
            #expect(try await church.document(new)?["status"]?.string == "failed")
            #expect(try await calls.listIndexes().contains { $0["name"]?.string == "engaged" && $0["unique"]?.bool == true })
            try await church.recorder.wait("the newer call's end") { $0.contains { $0.callID == new && $0.type == "call_end" } }
        }
    }

    @Test("a call whose phones are all gone ends by its deadline, and its members are free", .timeLimit(.minutes(1)))
    func vanished() async throws {
        let church = try await Church(in: Deployment.hasty.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1))
        let call = try await anna.ring([ben])
        try await ben.must("accept", call)
        for phone in [anna, ben] { try await phone.must("connected", call) }
        try await church.recorder.wait("the end", within: 15) { messages in
            messages.contains { $0.callID == call && $0.type == "call_end" && $0.reason == "timeout" }
        }
        #expect(try await church.engagedMembers().isEmpty)
        try await ben.must("cancel", try await ben.ring([anna]))
    }
}
