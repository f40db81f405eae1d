import Foundation
import MQTT
import TestSupport
import Testing

/// Under `OutagePolicy.fail` the client keeps nothing over an outage: whoever published decides anew.
@Suite("Failing at an outage", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(1)))
struct OutagePolicyTests {
    private static func failing(_ broker: TestMosquitto, after limit: Duration = .seconds(30)) -> MQTTConfiguration {
        var failing = configuration(broker)
        failing.outagePolicy = .fail(after: limit)
        return failing
    }

    @Test("what a killed broker has not acknowledged fails, and what comes while it is away; later ones go out")
    func killed() async throws {
        let topic = try uniqueTopic()
        try await withMosquitto { broker in
            try await withClient(Self.failing(broker)) { client in
                broker.process.pause()
                let outcomes = enqueue(["1", "2"], topic, on: client)
                try await broker.restart()
                #expect(await outcomes.first(2) == [.connectionLost, .connectionLost])
                try await client.awaitConnected()
                #expect(await enqueue(["3"], topic, on: client).first(1) == [nil])
                broker.process.stop()
                _ = await client.awaitState { !$0.isConnected }
                #expect(await enqueue(["4"], topic, on: client).first(1) == [.connectionLost])
            }
        }
    }

    @Test("what waited too long for a place is not sent, nor what is behind it")
    func overdue() async throws {
        try await withSlowBroker { client, topic, resume in
            let others = enqueue(["2", "3"], topic, on: client)
            try await resume()
            #expect(await others.first(2) == [.overdue, .overdue])
            #expect(await enqueue(["4"], topic, on: client).first(1) == [nil])
        }
    }

    @Test("nor what is queued by somebody who has not heard of it yet, nor behind that")
    func late() async throws {
        try await withSlowBroker { client, topic, resume in
            let (late, continuation) = AsyncStream.makeStream(of: MQTTError.Code?.self)
            @Sendable func enqueue(_ number: Int) {
                guard number <= 6 else { return }
                client.enqueue(MQTTMessage(topic, "\(number)")) { result in
                    enqueue(number + 1)
                    if case .failure(let error) = result { continuation.yield(error.code) } else { continuation.yield(nil) }
                }
            }
            enqueue(2)
            try await resume()
            #expect(await late.first(5) == Array(repeating: .overdue, count: 5))
        }
    }

    /// A broker that has stopped with the one message under way that there is room for; `resume` lets it go on when it is too late for all others.
    private func withSlowBroker(_ body: (MQTTClient, TopicName, _ resume: () async throws -> Void) async throws -> Void) async throws {
        let topic = try uniqueTopic()
        try await withMosquitto { broker in
            var narrow = Self.failing(broker, after: .milliseconds(200))
            narrow.outstandingLimit = 1
            try await withClient(narrow) { client in
                broker.process.pause()
                let first = enqueue(["1"], topic, on: client)
                while client.queuedCount > 0 { await Task.yield() }
                try await body(client, topic) {
                    try await Task.sleep(for: .milliseconds(300))  // the time itself is what is tested
                    broker.process.send(SIGCONT)
                    #expect(await first.first(1) == [nil])
                }
            }
        }
    }

    /// The outcomes, nil for an acknowledged one.
    private func enqueue(_ texts: [String], _ topic: TopicName, on client: MQTTClient) -> AsyncStream<MQTTError.Code?> {
        let (outcomes, continuation) = AsyncStream.makeStream(of: MQTTError.Code?.self)
        for text in texts {
            client.enqueue(MQTTMessage(topic, text)) { result in
                switch result {
                case .success: continuation.yield(nil)
                case .failure(let error): continuation.yield(error.code)
                }
            }
        }
        return outcomes
    }
}
