import BSON
import Foundation
import Mongo
import TestSupport
import Testing

extension TimedTests {
    /// An instance ends while signals wait, by order or by death: another brings them to the broker, each once.
    @Suite("Hand-over")
    struct HandOverTests {
        private static let silent = ["RING_REPEAT_SECONDS": "none", "CANCEL_REPEAT_SECONDS": "none", "RING_TIMEOUT_SECONDS": "120"]

        @Test(
            "told to end while the broker is away: it ends within 10 s, the other publishes what waits, each once", .timeLimit(.minutes(2)))
        func ended() async throws {
            try await withTwo { church, one, proxy in
                proxy.cut()
                let calls = try await ring(church, over: one)
                one.process.send(SIGTERM)
                #expect(try await one.process.exitStatus(within: 10) == 0)
                proxy.mend()
                try await expectOnce(calls, church, within: 20)
            }
        }

        @Test("killed while the broker is away: the other publishes what waits within 10 s of the broker's return", .timeLimit(.minutes(2)))
        func killed() async throws {
            try await withTwo { church, one, proxy in
                proxy.cut()
                let calls = try await ring(church, over: one)
                one.process.stop(SIGKILL)
                proxy.mend()
                try await expectOnce(calls, church, within: 10)
            }
        }

        @Test("a starting instance leaves alone what a living one repeats, and goes on with it when that one ends", .timeLimit(.minutes(1)))
        func starting() async throws {
            try await withDeployment(["RING_REPEAT_SECONDS": "4,8,600", "RING_TIMEOUT_SECONDS": "120"]) { deployment in
                let church = try await Church(in: deployment, members: 10)
                let one = deployment.service
                let begun = Date()
                let calls = try await concurrently(Array(0..<5)) { pair in
                    try await church.phone(2 * pair).ring([church.phone(2 * pair + 1)])
                }
                let made = Date()
                let other = try await TestService.start(one.environment)
                defer { other.process.stop() }
                try await church.recorder.wait("5 repeats") { $0.count { $0.type == "call_invite" } >= 10 }
                #expect(Date().timeIntervalSince(begun) > 3.9, "nothing was repeated before its time")
                one.process.send(SIGTERM)
                #expect(try await one.process.exitStatus(within: 10) == 0)
                try await church.recorder.wait("5 more repeats") { $0.count { $0.type == "call_invite" } >= 15 }
                #expect(Date().timeIntervalSince(begun) > 7.9)
                try await letTimePass(until: made.addingTimeInterval(11))
                for call in calls { #expect(church.recorder.messages(of: call).count == 3) }
                #expect(church.recorder.messages.allSatisfy { $0.expirySeconds != nil })
            }
        }

        /// Two instances, whose way to the broker can be cut; the church's witness has its own.
        private func withTwo(_ body: (Church, TestService, TCPProxy) async throws -> Void) async throws {
            let broker = try await Deployment.startBroker()
            defer { broker.stop() }
            let proxy = try TCPProxy(before: [broker.port])
            defer { proxy.close() }
            let environment = Self.silent.merging(["MQTT_BROKER_PORT": "\(proxy.port)"]) { $1 }
            let deployment = try await Deployment.start(environment, broker: broker)
            defer { deployment.service.process.stop() }
            let other = try await TestService.start(deployment.service.environment)
            defer { other.process.stop() }
            try await body(try await Church(in: deployment, members: 80), deployment.service, proxy)
        }

        /// Forty calls: a quarter rings, one is answered, one declined, one given up.
        private func ring(_ church: Church, over service: TestService) async throws -> [String] {
            try await concurrently(Array(0..<40)) { pair in
                let (caller, callee) = (church.phone(2 * pair, of: service), church.phone(2 * pair + 1, of: service))
                let call = try await caller.ring([callee])
                switch pair % 4 {
                case 1: try await callee.must("accept", call)
                case 2: try await callee.must("reject", call)
                case 3: try await caller.must("cancel", call)
                default: break
                }
                return call
            }
        }

        /// Of each call all signals came once on each topic, in order; an invite to a phone that need not ring any more may be missing.
        private func expectOnce(_ calls: [String], _ church: Church, within seconds: Double) async throws {
            let deliveries = [["call_invite"], ["call_accept", "call_accept", "call_answered_elsewhere"], Self.declined, Self.cancelled]
            let wanted = deliveries.reduce(0) { $0 + $1.count } * calls.count / 4
            let start = Date()
            try await church.recorder.wait("\(wanted) deliveries", within: seconds) { messages in
                messages.count { $0.type != "call_invite" } + Set(messages.filter { $0.type == "call_invite" }.map(\.callID)).count
                    >= wanted
            }
            print("all signals after \(Date().timeIntervalSince(start)) s")
            try await church.deployment.awaitDelivery(church)
            try await church.recorder.catchUp(port: church.deployment.broker.port)
            for (index, call) in calls.enumerated() {
                let messages = church.recorder.messages(of: call)
                #expect(messages.map(\.type).filter { index % 4 == 0 || $0 != "call_invite" }.sorted() == deliveries[index % 4])
                #expect(Set(messages.map { "\($0.topic) \($0.seq ?? 0)" }).count == messages.count, "each once")
                #expect(messages.compactMap(\.seq) == messages.compactMap(\.seq).sorted())
            }
        }

        private static let cancelled = ["call_cancel", "call_cancel", "call_end", "call_end", "call_end"]
        private static let declined = [
            "call_cancel", "call_declined_elsewhere", "call_end", "call_end", "call_end", "call_reject", "call_reject",
        ]
    }
}
