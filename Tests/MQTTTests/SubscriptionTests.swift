import MQTT
import TestSupport
import Testing

@Suite("Subscriptions", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(1)))
struct SubscriptionTests {
    @Test("a slow consumer loses the oldest, counted")
    func overflow() async throws {
        let topic = try uniqueTopic()
        let last = try uniqueTopic("last")
        try await withClient(configuration(TestMosquitto.shared())) { client in
            try await client.subscribe(to: [last.filter], qos: .atLeastOnce, bufferLimit: 1) { signal in
                try await client.subscribe(to: [topic.filter], qos: .atLeastOnce, bufferLimit: 10) { messages in
                    for number in 0..<100 { client.enqueue(MQTTMessage(topic, "\(number)")) { _ in } }
                    _ = try await client.publish(MQTTMessage(last, "done"))
                    _ = await signal.first(1)
                    #expect(messages.droppedCount == 90)
                    #expect(await messages.first(10).map(\.text) == (90..<100).map(String.init))
                }
            }
        }
    }

    @Test("ends with its scope: the broker forgets it")
    func unsubscribes() async throws {
        let topic = try uniqueTopic()
        try await withClient(configuration(TestMosquitto.shared())) { client in
            try await client.subscribe(to: [topic.filter], qos: .atLeastOnce, bufferLimit: 10) { _ in
                let receipt = try await client.publish(MQTTMessage(topic, "x"))
                #expect(receipt.hadSubscribers)
            }
            let receipt = try await client.publish(MQTTMessage(topic, "x"))
            #expect(!receipt.hadSubscribers)
        }
    }

    @Test("two on one filter each get everything, and the last to leave unsubscribes")
    func sharedFilter() async throws {
        let topic = try uniqueTopic()
        try await withClient(configuration(TestMosquitto.shared())) { client in
            try await client.subscribe(to: [topic.filter], qos: .atLeastOnce, bufferLimit: 10) { outer in
                try await client.subscribe(to: [topic.filter], qos: .atMostOnce, bufferLimit: 10) { inner in
                    _ = try await client.publish(MQTTMessage(topic, "1"))
                    #expect(await inner.first(1).map(\.text) == ["1"])
                }
                let receipt = try await client.publish(MQTTMessage(topic, "2"))
                #expect(receipt.hadSubscribers)
                let received = await outer.first(2)
                #expect(received.map(\.text) == ["1", "2"])
                #expect(received.allSatisfy { $0.qos == .atLeastOnce })
            }
        }
    }

    @Test("a shared subscription gives each message to one member of the group")
    func shareGroup() async throws {
        let topic = try uniqueTopic()
        let filter = try TopicFilter(validating: "$share/workers/\(topic)")
        let broker = try await TestMosquitto.shared()
        try await withClient(configuration(broker)) { first in
            try await withClient(configuration(broker)) { second in
                try await first.subscribe(to: [filter], qos: .atLeastOnce, bufferLimit: 100) { ones in
                    try await second.subscribe(to: [filter], qos: .atLeastOnce, bufferLimit: 100) { twos in
                        for number in 0..<20 { _ = try await first.publish(MQTTMessage(topic, "\(number)")) }
                        let received = await ones.first(10).map(\.text) + (await twos.first(10).map(\.text))
                        #expect(Set(received) == Set((0..<20).map(String.init)))
                    }
                }
            }
        }
    }

    @Test("a cancelled body ends its subscription")
    func cancelled() async throws {
        let topic = try uniqueTopic()
        let filter = try topic.filter
        try await withClient(configuration(TestMosquitto.shared())) { client in
            let (started, continuation) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                try await client.subscribe(to: [filter], qos: .atLeastOnce, bufferLimit: 10) { messages in
                    continuation.yield()
                    for await _ in messages {}
                    try Task.checkCancellation()
                }
            }
            _ = await started.first(1)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let receipt = try await client.publish(MQTTMessage(topic, "x"))
            #expect(!receipt.hadSubscribers)
        }
    }

    @Test("closing the client ends its subscriptions")
    func closed() async throws {
        let filter = try uniqueTopic().filter
        try await withClient(configuration(TestMosquitto.shared())) { client in
            let count = try await client.subscribe(to: [filter], qos: .atLeastOnce, bufferLimit: 10) { messages in
                await client.close()
                return await messages.first(1).count
            }
            #expect(count == 0)
        }
    }
}
