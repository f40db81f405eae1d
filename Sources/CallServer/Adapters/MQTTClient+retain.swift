import CallSignaling
import MQTT

extension MQTTClient {
    /// Publishes a JSON text that the broker keeps, and returns when it has it; an empty one takes back what it kept. Throws `MQTTError`, at once without a connection.
    func retain(_ topic: Topic, _ payload: String) async throws {
        _ = try await publish(
            MQTTMessage(
                topic: try TopicName(validating: topic.name), payload: Array(payload.utf8), isRetained: true,
                properties: payload.isEmpty ? MQTTProperties() : MQTTProperties(contentType: "application/json", isUTF8: true)))
    }
}
