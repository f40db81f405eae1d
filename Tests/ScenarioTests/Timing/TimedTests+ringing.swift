import Foundation
import TestSupport
import Testing

extension TimedTests {
    /// Phones whose connection comes and goes while a call rings.
    @Suite("Ringing is assured")
    struct RingingAssuredTests {
        private func subscribe(_ phone: Phone, _ church: Church) async throws -> SignalRecorder {
            try await SignalRecorder(
                port: church.deployment.broker.port,
                filters: ["incoming_call", "call_status"].map { "faithflow/\(church.id)/member/\(phone.member)/\($0)" })
        }

        @Test("a phone that connects 4 s late rings within 3 s, and is sent one more invite after it has acknowledged")
        func lateConnection() async throws {
            let church = try await Church(in: Deployment.standard.deployment())
            let (anna, ben) = (church.phone(0), church.phone(1))
            let made = Date()
            let call = try await anna.ring([ben])
            try await letTimePass(until: made.addingTimeInterval(4))
            let phone = try await subscribe(ben, church)
            let connected = Date()
            try await phone.wait("the invite", within: 10) { $0.contains { $0.type == "call_invite" } }
            let first = try #require(phone.messages.first { $0.type == "call_invite" })
            #expect(first.receivedAt - connected.timeIntervalSince1970 < 3)
            #expect(first.expirySeconds.map { $0 <= 41 } == true, "what is left of the ring time")
            try await ben.must("ringing", call)
            let before = phone.messages.count
            try await phone.wait("one more invite", within: 10) { $0.count > before }
            try await letTimePass(until: Date().addingTimeInterval(8))
            let invites = phone.messages.filter { $0.type == "call_invite" }
            #expect(invites.count == before + 1 && phone.messages.count == before + 1, "and no others")
            #expect(Set(invites.compactMap { $0.payload["signal_id"]?.string }).count == 1)
            try await anna.must("cancel", call)
        }

        @Test("a phone that was away while the caller gave up stops ringing when it is back")
        func awayDuringCancel() async throws {
            let church = try await Church(in: Deployment.standard.deployment())
            let (anna, ben) = (church.phone(0), church.phone(1))
            let phone = try await subscribe(ben, church)
            let call = try await anna.ring([ben])
            try await phone.wait("the invite") { $0.contains { $0.type == "call_invite" } }
            try await ben.must("ringing", call)
            phone.stop()
            try await anna.must("cancel", call)
            let back = try await subscribe(ben, church)
            try await back.wait("call_cancel", within: 12) {
                $0.contains { $0.type == "call_cancel" && $0.callID == call && $0.reason == "cancelled" }
            }
        }
    }
}
