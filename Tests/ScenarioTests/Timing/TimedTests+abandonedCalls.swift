import BSON
import Foundation
import Mongo
import TestSupport
import Testing

extension TimedTests {
    /// A caller without a key is refused with 503, though the database has made his call. Nobody can ask for it again, so nobody may ring for it.
    @Suite("Abandoned calls")
    struct AbandonedCallTests {
        @Test("the call is cancelled within seconds, nobody is engaged, and its caller can call anew", .timeLimit(.minutes(2)))
        func cancelled() async throws {
            try await withLossyDatabase { deployment, proxy in
                let church = try await Church(in: deployment)
                let (anna, ben) = (church.phone(0), church.phone(1))
                let before = proxy.lost
                proxy.lose(1_000)
                let refused = try await anna.call([ben])
                #expect(refused.status == 503, "\(refused.body)")
                #expect(proxy.lost > before)
                proxy.loseNoMore()
                let healed = Date()
                let made = try await anyCall(of: church)
                let ended = try await anyCall(of: church, until: { $0["status"]?.string != "ringing" })
                print("cancelled \(Date().timeIntervalSince(healed)) s after the database was heard again")
                #expect(Date().timeIntervalSince(healed) < 8)
                #expect(made["_id"] == ended["_id"] && ended["status"]?.string == "ended" && ended["end_reason"]?.string == "cancelled")
                #expect(try await church.engagedMembers().isEmpty)
                let first = try #require(ended["_id"]?.string)
                let second = try await anna.ring([ben])
                try await church.expect(second, [Expected("call_invite", .invites(ben))])
                try await deployment.awaitDelivery(church)
                try await church.recorder.catchUp(port: deployment.broker.port)
                let messages = church.recorder.messages(of: first)
                let lastInvite = messages.lastIndex { $0.type == "call_invite" }
                let cancel = messages.lastIndex { $0.type == "call_cancel" && $0.place == .status(ben) }
                #expect(lastInvite == nil || (cancel ?? -1) > (lastInvite ?? 0), "Ben's phone does not ring on")
            }
        }

        /// The church's one call once it is as `condition` says.
        private func anyCall(of church: Church, until condition: (BSONDocument) -> Bool = { _ in true }) async throws -> BSONDocument {
            let limit = Date().addingTimeInterval(30)
            while Date() < limit {
                let call = try await church.collection("calls").findOne(["church_id": .string(church.id)])
                if let call, condition(call) { return call }
                try await letTimePass(until: Date().addingTimeInterval(0.05))
            }
            throw SignalRecorder.NotReceived(description: "no such call within 30 s")
        }
    }
}
