import CallControl
import Logging
import MQTT
import Testing

@testable import CallServer

/// How a signal looks on the wire (DESIGN 5).
@Suite struct MQTTSignalPublisherTests {
    private func outbound(topic: String = "faithflow/c-1/call/x/signal", expiry: UInt32? = 45) -> OutboundMessage {
        OutboundMessage(topic: topic, payload: #"{"name":"Ånd"}"#, signalID: "x-1", expirySeconds: expiry)
    }

    @Test func messageCarriesThePropertiesOfMQTT5() throws {
        let message = try MQTTMessage(outbound(), qos: .exactlyOnce)
        #expect(message.topic.string == "faithflow/c-1/call/x/signal")
        #expect(message.payload == Array(#"{"name":"Ånd"}"#.utf8))
        #expect(message.qos == .exactlyOnce)
        #expect(!message.isRetained)
        #expect(
            message.properties
                == MQTTProperties(
                    messageExpirySeconds: 45, contentType: "application/json", isUTF8: true,
                    userProperties: [UserProperty(name: "signal_id", value: "x-1")]))
        #expect(try MQTTMessage(outbound(expiry: nil), qos: .atLeastOnce).properties.messageExpirySeconds == nil)
    }

    @Test func topicThatIsNoneCompletesWithAnError() async {
        let client = MQTTClient(MQTTConfiguration(clientID: "t"), logger: .init(label: "test"))
        let publisher = MQTTSignalPublisher(link: BrokerLink(client), qos: .atLeastOnce)
        let failure = await withCheckedContinuation { continuation in
            publisher.publish(outbound(topic: "a/#")) { continuation.resume(returning: $0) }
        }
        guard case .failure(.refused) = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(!publisher.isConnected)
        await client.close()
    }
}
