import CallSignaling
import MQTT
import Testing

@testable import CallServer

@MainActor
@Suite("Arrivals of signals in a load run")
struct SignalArrivalsTests {
    private let call = CallID("c-1")
    private let arrivals = SignalArrivals()

    private func message(_ type: SignalType, _ seq: Int, _ topic: String) throws -> MQTTMessage {
        let payload = #"{"call_id":"c-1","signal_id":"c-1-\#(seq)","type":"\#(type.rawValue)"}"#
        return MQTTMessage(topic: try TopicName(validating: topic), payload: Array(payload.utf8))
    }

    private func inbox(_ member: String) -> String { "faithflow/grace/member/\(member)/call_status" }

    @Test("the last of several ways counts, also of those that came before anybody asked")
    func last() async throws {
        let begin = ContinuousClock.now
        arrivals.receive(try message(.callEnd, 3, inbox("anna")), at: begin)
        let ways: [SignalArrivals.Way] = [.init(type: .callEnd, member: MemberID("anna")), .init(type: .callEnd, member: MemberID("ben"))]
        let waiting = Task { await arrivals.last(of: ways, in: call) }  // on this actor, to wait beside what arrives
        await Task.yield()
        arrivals.receive(try message(.callEnd, 3, "faithflow/grace/call/c-1/signal"), at: begin + .seconds(1))
        arrivals.receive(try message(.callEnd, 3, inbox("ben")), at: begin + .seconds(2))
        #expect(await waiting.value == begin + .seconds(2))
        #expect(arrivals.duplicates == 0)
    }

    @Test("what does not come is given up after ten seconds")
    func missing() async throws {
        let waiting = Task { await arrivals.last(of: [.init(type: .callAccept, member: MemberID("anna"))], in: call) }  // likewise
        await Task.yield()
        arrivals.expire(at: .now + .seconds(11))
        #expect(await waiting.value == nil)
    }

    @Test("the same signal twice on one topic is a duplicate, unless it is one that is repeated; on two topics it is none")
    func twice() throws {
        for topic in [inbox("anna"), inbox("ben")] { arrivals.receive(try message(.callAccept, 2, topic)) }
        #expect(arrivals.duplicates == 0)
        arrivals.receive(try message(.callAccept, 2, inbox("anna")))
        #expect(arrivals.duplicates == 1)
        for _ in 0..<2 { arrivals.receive(try message(.callInvite, 1, inbox("ben"))) }
        #expect(arrivals.duplicates == 1)
    }

    @Test("a call that is over is remembered for ten seconds")
    func ended() throws {
        arrivals.receive(try message(.callAccept, 2, inbox("anna")))
        arrivals.end(call)
        arrivals.expire(at: .now + .seconds(9))
        arrivals.receive(try message(.callAccept, 2, inbox("anna")))
        #expect(arrivals.duplicates == 1)
        arrivals.expire(at: .now + .seconds(11))
        arrivals.receive(try message(.callAccept, 2, inbox("anna")))
        #expect(arrivals.duplicates == 1)
    }
}
