import BSON
import Foundation
import TestSupport
import Testing

/// Two members without a media server find each other through the service.
@Suite("WebRTC signaling", .timeLimit(.minutes(2)))
struct PeerTests {
    private static let offer = JSONValue.object(["sdp": "v=0\r\ns=the offer\r\n"])

    private static func candidate(_ number: Int) -> JSONValue {
        .object([
            "candidates": .array([.object(["candidate": .string("candidate:\(number) 1 udp 1 192.0.2.1 9 typ relay"), "sdpMid": "0"])])
        ])
    }

    /// Anna's call, which Ben has answered, both by what is heard of their topics alone.
    private static func withCall(
        _ environment: [String: String] = [:], _ body: (Deployment, Church, String) async throws -> Void
    ) async throws {
        let deployment = try await Deployment.start(environment)
        defer { deployment.stop() }
        let church = try await Church(in: deployment, isWitnessed: false)
        let call = try await church.phone(0).ring([church.phone(1)])
        try await church.phone(1).must("accept", call)
        try await body(deployment, church, call)
    }

    @Test("what is said one after the other, now to one instance, now to another, comes in that order; nothing of it is kept")
    func order() async throws {
        try await Self.withCall { deployment, church, call in
            let other = try await TestService.start(deployment.service.environment)
            defer { other.process.stop() }
            let ear = try await SignalRecorder(port: deployment.broker.port, filters: ["faithflow/\(church.id)/member/ben/webrtc"])
            let phones = [church.phone(0), church.phone(0, of: other)]
            for number in 1...30 {
                let answer = try await phones[number % 2].post(
                    number == 1 ? "offer" : "ice-candidates", call, number == 1 ? Self.offer : Self.candidate(number))
                #expect(answer.status == 200 && answer.body["seq"]?.int == number && answer.body["buffered"]?.bool == false)
            }
            try await church.phone(1).must("answer", call, Self.offer)
            try await ear.catchUp(port: deployment.broker.port)
            let heard = ear.messages.filter { $0.callID == call }
            var seen: Set<Int> = []
            let inOrder = heard.compactMap(\.seq).filter { seen.insert($0).inserted }
            #expect(inOrder == Array(1...30))
            #expect(heard.allSatisfy { $0.payload["from"]?.string == "anna" && !$0.isRetained && ($0.expirySeconds ?? 0) > 20 })
            #expect(Set(heard.map(\.type)) == ["webrtc_offer", "webrtc_ice_candidates"])
            let stored = "\(try #require(try await church.document(call)))"
            #expect(!stored.contains("the offer") && !stored.contains("candidate:"))
            for service in [deployment.service, other] { #expect(!service.process.lastOutput.contains("v=0")) }
        }
    }

    @Test("who subscribes late hears all, in order")
    func late() async throws {
        try await Self.withCall { deployment, church, call in
            let anna = church.phone(0)
            for number in 1...5 {
                let answer = try await anna.post(
                    number == 1 ? "offer" : "ice-candidates", call, number == 1 ? Self.offer : Self.candidate(number))
                #expect(answer.body["buffered"]?.bool == true)
            }
            let ear = try await SignalRecorder(port: deployment.broker.port, filters: ["faithflow/\(church.id)/member/ben/webrtc"])
            let heard = try await ear.wait("all five", within: 10) { Set($0.compactMap(\.seq)) == [1, 2, 3, 4, 5] }
            #expect(heard.filter { $0.callID == call }.prefix(5).compactMap(\.seq) == [1, 2, 3, 4, 5])
        }
    }

    /// Somebody else listens, so the broker says that all is heard. A broker that speaks MQTT 3.1.1 alone says so always.
    @Test("who subscribes late hears all though others listen")
    func lateBehindAnObserver() async throws {
        try await Self.withCall { deployment, church, call in
            let observer = try await SignalRecorder(port: deployment.broker.port, filters: ["faithflow/#"])
            #expect(try await church.phone(0).post("offer", call, Self.offer).body["buffered"]?.bool == false)
            let ear = try await SignalRecorder(port: deployment.broker.port, filters: ["faithflow/\(church.id)/member/ben/webrtc"])
            try await ear.wait("the offer", within: 10) { $0.contains { $0.type == "webrtc_offer" } }
            #expect(Set(observer.messages(of: call).compactMap { $0.payload["signal_id"]?.string }).count == 1)
        }
    }

    @Test("without a broker it is refused within 5 s, and goes on with it")
    func brokerDown() async throws {
        try await Self.withCall { deployment, church, call in
            let anna = church.phone(0)
            deployment.broker.process.pause()
            let start = ContinuousClock.now
            let refused = try await anna.post("offer", call, Self.offer)
            #expect(start.duration(to: .now) < .seconds(6))
            #expect(refused.status == 503 && refused.body["code"]?.string == "dependency_unavailable")
            try await deployment.broker.restart()
            try await deployment.service.process.awaitReady { await deployment.service.isReady() }
            #expect(try await anna.post("offer", call, Self.offer).status == 200)
        }
    }
}
