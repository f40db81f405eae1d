import Foundation
import MQTT
import TestSupport
import Testing

/// The broker is killed while messages flow, and comes back: nothing is lost, and the order holds.
@Suite("Reconnecting", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(2)))
struct ReconnectTests {
    private static let persistent = "persistence true\nmax_queued_messages 0"

    @Test(
        "a killed broker loses no publish, and acknowledges in order",
        arguments: [(QoS.atLeastOnce, true), (.exactlyOnce, true), (.atLeastOnce, false), (.exactlyOnce, false)])
    func killedAmidPublishing(_ qos: QoS, _ isCleanStart: Bool) async throws {
        let count = 4_000
        let topic = try uniqueTopic()
        try await withMosquitto(configuration: Self.persistent) { broker in
            try await withClient(Self.lasting(configuration(broker), isCleanStart: isCleanStart)) { client in
                let acknowledgements = publish(count, to: topic, qos, on: client)
                var acknowledged = await acknowledgements.first(count / 4)
                try await broker.restart()
                acknowledged += await acknowledgements.first(count * 3 / 4)
                #expect(acknowledged == Array(0..<count))
            }
        }
    }

    @Test(
        "a lasting session receives every message at least once, and first in order, though the broker restarts amid publishing",
        arguments: [(QoS.atLeastOnce, true), (.exactlyOnce, true), (.atLeastOnce, false), (.exactlyOnce, false)])
    func restartedAmidPublishing(_ qos: QoS, _ isCleanStart: Bool) async throws {
        let count = 4_000
        let topic = try uniqueTopic()
        try await withMosquitto(configuration: Self.persistent) { broker in
            try await withClient(Self.lasting(configuration(broker), isCleanStart: false)) { subscriber in
                try await subscriber.subscribe(to: [topic.filter], qos: .atLeastOnce, bufferLimit: 100_000) { messages in
                    try await withClient(Self.lasting(configuration(broker), isCleanStart: isCleanStart)) { publisher in
                        let acknowledgements = publish(count, to: topic, qos, on: publisher)
                        _ = await acknowledgements.first(count / 4)
                        // Saves its sessions and ends; what is on the way then is not acknowledged.
                        try await broker.restart(SIGTERM)
                        _ = await acknowledgements.first(count * 3 / 4)
                    }
                    // Mosquitto repeats to the subscriber what it had not marked as delivered, often hundreds of messages.
                    var seen = Set<Int>()
                    var firsts: [Int] = []
                    for await message in messages {
                        if let number = Int(message.text), seen.insert(number).inserted { firsts.append(number) }
                        if firsts.count == count { break }
                    }
                    #expect(firsts == Array(0..<count))
                }
            }
        }
    }

    private static func lasting(_ configuration: MQTTConfiguration, isCleanStart: Bool) -> MQTTConfiguration {
        var lasting = configuration
        lasting.isCleanStart = isCleanStart
        lasting.sessionExpirySeconds = isCleanStart ? 0 : 300
        lasting.closeGrace = .seconds(30)
        return lasting
    }

    /// Enqueues the numbers from 0 on and yields each when it is acknowledged.
    private func publish(_ count: Int, to topic: TopicName, _ qos: QoS, on client: MQTTClient) -> AsyncStream<Int> {
        let (acknowledgements, continuation) = AsyncStream.makeStream(of: Int.self)
        for number in 0..<count {
            client.enqueue(MQTTMessage(topic, "\(number)", qos: qos)) { result in
                if case .success = result { continuation.yield(number) }
            }
        }
        return acknowledgements
    }

    @Test("a subscription stands again after the broker lost everything")
    func resubscribed() async throws {
        let topic = try uniqueTopic()
        try await withMosquitto { broker in
            try await withClient(configuration(broker)) { publisher in
                try await withClient(configuration(broker)) { subscriber in
                    try await subscriber.subscribe(to: [topic.filter], qos: .exactlyOnce, bufferLimit: 100_000) { messages in
                        try await broker.restart()
                        // A probe that arrives shows that the subscription stands again, and only then do the others start.
                        try await awaitDelivery(publisher, topic, messages)
                        for number in 0..<1_000 { publisher.enqueue(MQTTMessage(topic, "\(number)", qos: .exactlyOnce)) { _ in } }
                        var received: [Int] = []
                        for await message in messages where message.text != "probe" {
                            if let number = Int(message.text) { received.append(number) }
                            if received.count == 1_000 { break }
                        }
                        #expect(received == Array(0..<1_000))
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
                broker.process.pause()
                let state = await client.awaitState { if case .waiting = $0 { true } else { false } }
                broker.process.send(SIGCONT)
                guard case .waiting(_, let reason) = state else { throw MQTTError(.connectFailed, "never noticed") }
                #expect(reason.code == .keepAliveTimeout)
                try await client.awaitConnected()
            }
        }
    }
}
