import Foundation
import MQTT
import TestSupport
import Testing

/// The broker is killed while messages flow, and comes back: nothing is lost, and the order holds.
@Suite("Reconnecting", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(2)))
struct ReconnectTests {
    private static let persistent = "persistence true\nautosave_interval 1\nautosave_on_changes true\nmax_queued_messages 0"

    @Test(
        "a killed broker loses nothing",
        arguments: [(QoS.atLeastOnce, true), (.exactlyOnce, true), (.atLeastOnce, false), (.exactlyOnce, false)])
    func killedAmidPublishing(_ qos: QoS, _ isCleanStart: Bool) async throws {
        let count = 4_000
        let topic = try uniqueTopic()
        try await withMosquitto(configuration: Self.persistent) { broker in
            var publisher = configuration(broker)
            publisher.isCleanStart = isCleanStart
            publisher.sessionExpirySeconds = isCleanStart ? 0 : 300
            publisher.closeGrace = .seconds(30)
            try await withClient(publisher) { client in
                let (acknowledgements, continuation) = AsyncStream.makeStream(of: Int.self)
                for number in 0..<count {
                    // Retained on a topic of its own: what the restarted broker took is read back below.
                    let own = try TopicName(validating: "\(topic)/\(number)")
                    let message = MQTTMessage(topic: own, payload: Array("\(number)".utf8), qos: qos, isRetained: true)
                    client.enqueue(message) { result in
                        if case .success = result { continuation.yield(number) }
                    }
                }
                var acknowledged = await acknowledgements.first(count / 4)
                try await broker.restart()
                acknowledged += await acknowledgements.first(count * 3 / 4)
                #expect(acknowledged == Array(0..<count))
            }
        }
    }

    @Test("subscribers see every message after the broker came back, in order")
    func received() async throws {
        let count = 3_000
        let topic = try uniqueTopic()
        try await withMosquitto(configuration: Self.persistent) { broker in
            try await withClient(configuration(broker)) { publisher in
                try await withClient(configuration(broker)) { subscriber in
                    try await subscriber.subscribe(to: [topic.filter], qos: .exactlyOnce, bufferLimit: 100_000) { messages in
                        _ = try await publisher.publish(MQTTMessage(topic, "before"))
                        try await broker.restart()
                        // A probe that arrives shows that the subscription stands again, and only then do the others start.
                        try await awaitDelivery(publisher, topic, messages)
                        for number in 0..<count { publisher.enqueue(MQTTMessage(topic, "\(number)", qos: .exactlyOnce)) { _ in } }
                        let received = await messages.first(count).compactMap { Int($0.text) }
                        #expect(received == Array(0..<count))
                    }
                }
            }
        }
    }

    private func awaitDelivery(_ publisher: MQTTClient, _ topic: TopicName, _ messages: MQTTSubscription) async throws {
        while try await !publisher.publish(MQTTMessage(topic, "probe")).hadSubscribers {}
        for await message in messages where message.text == "probe" { return }
    }

    @Test("states tell of the loss and the return")
    func states() async throws {
        try await withMosquitto { broker in
            try await withClient(configuration(broker)) { client in
                var states = client.states.makeAsyncIterator()
                #expect(await states.next()?.isConnected == true)
                broker.stop()
                guard case .waiting(_, let reason) = await states.next() else { throw MQTTError(.connectFailed, "no wait after the loss") }
                #expect(reason.code == .connectionLost || reason.code == .disconnectedByBroker)
                #expect(await states.next() == .connecting(attempt: 1))
                try await broker.restart()
                while let state = await states.next(), !state.isConnected {}
                #expect(client.state == .connected(version: .v5))
            }
        }
    }

    @Test("a broker that hangs is noticed by keep-alive")
    func hangingBroker() async throws {
        try await withMosquitto { broker in
            var patient = configuration(broker)
            patient.keepAliveSeconds = 5
            patient.connectTimeout = .seconds(1)
            patient.closeGrace = .zero
            try await withClient(patient) { client in
                broker.process.send(SIGSTOP)
                let state = await client.awaitState { if case .waiting = $0 { true } else { false } }
                broker.process.send(SIGCONT)
                guard case .waiting(_, let reason) = state else { throw MQTTError(.connectFailed, "never noticed") }
                #expect(reason.code == .keepAliveTimeout)
                try await client.awaitConnected()
            }
        }
    }
}
