import MQTT
import TestSupport
import Testing

/// Mosquitto's access lists let every SUBSCRIBE through and filter at delivery, so a fake peer refuses.
@Suite("A refused subscription", .timeLimit(.minutes(1)))
struct RefusedSubscriptionTests {
    /// A peer of MQTT 5 that answers the n-th SUBSCRIBE with the n-th code (the last one from then on) and hangs up on a PUBLISH.
    private func peer(codes: [UInt8]) throws -> FakePeer {
        let left = Guarded(codes)
        return try FakePeer { bytes in
            switch bytes.first {
            case 0x10: [0x20, 3, 0, 0, 0]
            case 0x82: [0x90, 4, bytes[2], bytes[3], 0, left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }]
            case 0xA2: [0xB0, 4, bytes[2], bytes[3], 0, 0]
            default: nil
            }
        }
    }

    @Test("is an error with the broker's reason")
    func atFirst() async throws {
        let peer = try peer(codes: [0x87])
        try await withClient(configuration(port: peer.port)) { client in
            let error = await #expect(throws: MQTTError.self) {
                try await client.subscribe(to: [uniqueTopic().filter], qos: .atLeastOnce, bufferLimit: 10) { _ in Issue.record("subscribed")
                }
            }
            #expect(error?.code == .subscribeRefused)
            #expect(error?.reasonCode == 0x87)
        }
    }

    @Test("ends the messages and throws when it comes after a reconnect")
    func afterReconnect() async throws {
        let peer = try peer(codes: [1, 0x87])
        var impatient = configuration(port: peer.port)
        impatient.closeGrace = .zero
        try await withClient(impatient) { client in
            let error = await #expect(throws: MQTTError.self) {
                try await client.subscribe(to: [uniqueTopic().filter], qos: .atLeastOnce, bufferLimit: 10) { messages in
                    client.enqueue(MQTTMessage(try uniqueTopic(), "hang up", qos: .atMostOnce)) { _ in }
                    for await _ in messages {}
                }
            }
            #expect(error?.code == .subscribeRefused)
        }
    }
}
