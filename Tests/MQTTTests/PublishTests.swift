import Foundation
import MQTT
import TestSupport
import Testing

@Suite("Publishing and receiving", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(1)))
struct PublishTests {
    @Test("carries payload and properties at every QoS", arguments: QoS.allCases)
    func roundTrip(_ qos: QoS) async throws {
        let topic = try uniqueTopic()
        let properties = MQTTProperties(
            messageExpirySeconds: 60, contentType: "application/json", isUTF8: true, responseTopic: "answers/1",
            correlationData: [0, 255, 7],
            userProperties: [UserProperty(name: "signal_id", value: "s-1"), UserProperty(name: "signal_id", value: "ü")])
        try await withClient(configuration(TestMosquitto.shared())) { client in
            try await client.subscribe(to: [topic.filter], qos: .exactlyOnce, bufferLimit: 10) { messages in
                let receipt = try await client.publish(MQTTMessage(topic, #"{"a":1}"#, qos: qos, properties: properties))
                #expect(receipt.hadSubscribers)
                let received = try #require(await messages.first(1).first)
                #expect(received.topic == topic)
                #expect(received.text == #"{"a":1}"#)
                #expect(received.qos == qos)
                #expect(!received.isRetained)
                #expect(received.properties.messageExpirySeconds ?? 0 >= 55)
                var others = received.properties
                others.messageExpirySeconds = 60
                #expect(others == properties)
            }
        }
    }

    @Test("takes an empty payload and a large one", arguments: [0, 1_000_000])
    func payloadSizes(_ size: Int) async throws {
        let topic = try uniqueTopic()
        try await withClient(configuration(TestMosquitto.shared())) { client in
            try await client.subscribe(to: [topic.filter], qos: .atLeastOnce, bufferLimit: 10) { messages in
                let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
                _ = try await client.publish(MQTTMessage(topic: topic, payload: payload))
                #expect(await messages.first(1).first?.payload == payload)
            }
        }
    }

    @Test("reports that nobody subscribes, as a success")
    func nobodySubscribes() async throws {
        try await withClient(configuration(TestMosquitto.shared())) { client in
            let receipt = try await client.publish(MQTTMessage(uniqueTopic(), "x"))
            #expect(receipt.reasonCode == 16)
            #expect(!receipt.hadSubscribers)
        }
    }

    @Test("keeps retained messages for later subscribers")
    func retained() async throws {
        let topic = try uniqueTopic()
        try await withClient(configuration(TestMosquitto.shared())) { client in
            var message = MQTTMessage(topic, "kept")
            message.isRetained = true
            _ = try await client.publish(message)
            try await client.subscribe(to: [topic.filter], qos: .atLeastOnce, bufferLimit: 10) { messages in
                #expect(await messages.first(1).first?.isRetained == true)
            }
            message.payload = []
            _ = try await client.publish(message)
        }
    }

    @Test("refuses what C would cut short")
    func invalidMessage() async throws {
        try await withClient(configuration(TestMosquitto.shared())) { client in
            let properties = MQTTProperties(contentType: "a\u{0}b")
            let error = await #expect(throws: MQTTError.self) {
                try await client.publish(MQTTMessage(uniqueTopic(), "x", properties: properties))
            }
            #expect(error?.code == .invalidMessage)
        }
    }

    @Test("refuses a topic the protocol forbids, and goes on")
    func forbiddenTopic() async throws {
        try await withClient(configuration(TestMosquitto.shared())) { client in
            let error = await #expect(throws: MQTTError.self) {
                try await client.publish(MQTTMessage(TopicName(validating: "a\u{1}b"), "x"))
            }
            #expect(error?.code == .invalidMessage)
            _ = try await client.publish(MQTTMessage(uniqueTopic(), "x"))
        }
    }

    @Test("fails with the broker's reason code when an access list forbids it")
    func notAuthorized() async throws {
        try await withMosquitto(configuration: "acl_file acl", files: ["acl": "topic readwrite open/#\n"]) { broker in
            try await withClient(configuration(broker)) { client in
                for qos in [QoS.atLeastOnce, .exactlyOnce] {
                    let error = await #expect(throws: MQTTError.self) {
                        try await client.publish(MQTTMessage(TopicName(validating: "shut/x"), "x", qos: qos))
                    }
                    #expect(error?.code == .publishRefused)
                    #expect(error?.reasonCode == 135)
                }
                _ = try await client.publish(MQTTMessage(TopicName(validating: "open/x"), "x"))
            }
        }
    }
}
