import BSON
import Foundation
import TestSupport
import Testing

/// The service dies while calls ring, and comes back after their time.
@Suite("Killed while calls ring")
struct KillTests {
    @Test("all become missed, signalled once")
    func killed() async throws {
        try await withDeployment(["RING_TIMEOUT_SECONDS": "3"]) { deployment in
            let church = try await Church(in: deployment, members: 40)
            let calls = try await concurrently(Array(0..<20)) { try await church.phone(2 * $0).ring([church.phone(2 * $0 + 1)]) }
            try await church.recorder.wait("20 invites") { messages in
                calls.allSatisfy { call in messages.contains { $0.callID == call && $0.type == "call_invite" } }
            }
            deployment.service.process.stop()
            try await letTimePass(until: Date().addingTimeInterval(4))
            let revived = try await deployment.service.restarted()
            defer { revived.process.stop() }
            try await church.recorder.wait("20 × 3 call_end") { $0.count { $0.type == "call_end" } >= 60 }
            for call in calls {
                #expect(try await church.document(call)?["status"]?.string == "missed")
                let messages = church.recorder.messages(of: call).filter { $0.type == "call_end" }
                #expect(messages.count == 3 && Set(messages.map(\.topic)).count == 3, "call_end once on each topic")
            }
            #expect(try await church.engagedMembers().isEmpty)
        }
    }

    @Test("signals written but not published before the death are published after it")
    func leftovers() async throws {
        try await withDeployment { deployment in
            let church = try await Church(in: deployment)
            let (anna, ben) = (church.phone(0), church.phone(1))
            deployment.broker.process.pause()
            let call = try await anna.ring([ben])
            try await anna.must("cancel", call)
            deployment.service.process.stop()
            deployment.broker.process.send(SIGCONT)
            let revived = try await deployment.service.restarted()
            defer { revived.process.stop() }
            try await church.recorder.wait("the cancel and the end") { messages in
                ["call_cancel", "call_end"].allSatisfy { type in messages.contains { $0.callID == call && $0.type == type } }
            }
        }
    }
}
