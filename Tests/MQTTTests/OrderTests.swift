import MQTT
import TestSupport
import Testing

@Suite("Order and volume", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(2)))
struct OrderTests {
    @Test("20,000 publishes are acknowledged and received in order", arguments: [QoS.atLeastOnce, .exactlyOnce])
    func volume(_ qos: QoS) async throws {
        let count = 20_000
        let topic = try uniqueTopic()
        try await withMosquitto(configuration: "max_queued_messages 0") { broker in
            try await withClient(configuration(broker)) { client in
                try await client.subscribe(to: [topic.filter], qos: qos, bufferLimit: count) { messages in
                    let (acknowledgements, continuation) = AsyncStream.makeStream(of: (Int, Bool).self)
                    for number in 0..<count {
                        client.enqueue(MQTTMessage(topic, "\(number)", qos: qos)) { result in
                            continuation.yield((number, (try? result.get()) != nil))  // the error itself is not of interest
                        }
                    }
                    let acknowledged = await acknowledgements.first(count)
                    #expect(acknowledged.allSatisfy { $0.1 })
                    #expect(acknowledged.map(\.0) == Array(0..<count))
                    let received = await messages.first(count).map(\.text)
                    #expect(received == (0..<count).map(String.init))
                    #expect(messages.droppedCount == 0)
                }
            }
        }
    }

    @Test("one wave of QoS 0, 1 and 2 arrives in the order of each")
    func mixedQoS() async throws {
        let topic = try uniqueTopic()
        try await withClient(configuration(TestMosquitto.shared())) { client in
            try await client.subscribe(to: [topic.filter], qos: .exactlyOnce, bufferLimit: 600) { messages in
                for number in 0..<300 {
                    let qos = QoS.allCases[number % 3]
                    client.enqueue(MQTTMessage(topic, "\(number)", qos: qos)) { _ in }
                }
                let received = await messages.first(300)
                for qos in QoS.allCases {
                    let numbers = received.filter { $0.qos == qos }.compactMap { Int($0.text) }
                    #expect(numbers == (0..<300).filter { $0 % 3 == Int(qos.rawValue) })
                }
            }
        }
    }
}
