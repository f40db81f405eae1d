import MQTT
import TestSupport
import Testing

/// Mosquitto has no switch to refuse MQTT 5, so a fake peer does: it accepts version 4 (3.1.1) and acknowledges QoS 1.
@Suite("Falling back to 3.1.1", .timeLimit(.minutes(1)))
struct FallbackTests {
    /// The byte after the protocol's name in a CONNECT is its version.
    private static func version(of connect: [UInt8]) -> UInt8? {
        connect.first == 0x10 && connect.count > 8 ? connect[8] : nil
    }

    @Test(
        "after a refusal in the words of 5 and of 3.1.1",
        arguments: [[0x20, 3, 0, 0x84, 0], [0x20, 2, 0, 1]] as [[UInt8]])
    func refused(_ refusal: [UInt8]) async throws {
        let peer = try FakePeer { bytes in
            switch bytes.first {
            case 0x10: Self.version(of: bytes) == 5 ? refusal : [0x20, 2, 0, 0]
            case 0x32: [0x40, 2] + FakePeer.packetID(ofPublish: bytes)
            default: nil
            }
        }
        try await withClient(configuration(port: peer.port)) { client in
            #expect(client.state == .connected(version: .v311))
            let properties = MQTTProperties(messageExpirySeconds: 5, contentType: "text/plain")
            let receipt = try await client.publish(MQTTMessage(uniqueTopic(), "x", properties: properties))
            #expect(receipt == PublishReceipt(reasonCode: 0))
        }
    }

    @Test("3.1.1 works against a real broker when preferred", .enabled(if: TestMosquitto.isAvailable), arguments: QoS.allCases)
    func preferred(_ qos: QoS) async throws {
        var old = try await configuration(TestMosquitto.shared())
        old.preferredVersion = .v311
        let topic = try uniqueTopic()
        try await withClient(old) { client in
            #expect(client.state == .connected(version: .v311))
            try await client.subscribe(to: [topic.filter], qos: .exactlyOnce, bufferLimit: 10) { messages in
                _ = try await client.publish(MQTTMessage(topic, "old", qos: qos, properties: MQTTProperties(contentType: "x")))
                let received = try #require(await messages.first(1).first)
                #expect(received.text == "old")
                #expect(received.properties == MQTTProperties())
            }
        }
    }
}
