import Foundation
import MQTT
import TestSupport
import Testing

@Suite("An independent client", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(1)))
struct IndependentClientTests {
    @Test("mosquitto_sub sees topic, payload and MQTT 5 properties")
    func properties() async throws {
        let broker = try await TestMosquitto.shared()
        let topic = try uniqueTopic()
        try await withClient(configuration(broker)) { client in
            // Retained, so that it does not matter which of the two is first.
            var message = MQTTMessage(topic, "hello", qos: .atLeastOnce)
            message.isRetained = true
            message.properties = MQTTProperties(
                messageExpirySeconds: 60, contentType: "application/json", userProperties: [UserProperty(name: "signal_id", value: "s-42")])
            _ = try await client.publish(message)
            let arguments = ["-p", "\(broker.port)", "-V", "5", "-t", topic.string, "-C", "1", "-W", "20", "-F", "%t|%p|%C|%E|%P|%q"]
            let line = try await output(of: "/usr/bin/mosquitto_sub", arguments)
            let fields = line.split(separator: "|").map(String.init)
            #expect(fields.count == 6)
            #expect(fields.prefix(3) == [topic.string, "hello", "application/json"])
            #expect(Int(fields[3]) ?? 0 > 50)
            #expect(fields[4] == "signal_id:s-42")
            message.payload = []
            _ = try await client.publish(message)
        }
    }

    private func output(of program: String, _ arguments: [String]) async throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { _ in
                let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                continuation.resume(returning: text.trimmingCharacters(in: .newlines))
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }
}
