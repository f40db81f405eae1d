import Foundation
import Logging
import MQTT
import TestSupport

/// A configuration for `broker` with a client id of its own and short waits.
func configuration(_ broker: TestMosquitto, clientID: String = "test-\(UUID().uuidString)") -> MQTTConfiguration {
    configuration(port: broker.port, clientID: clientID)
}

func configuration(port: Int, clientID: String = "test-\(UUID().uuidString)") -> MQTTConfiguration {
    var configuration = MQTTConfiguration(port: port, clientID: clientID)
    configuration.reconnect = ReconnectPolicy(initial: .milliseconds(20), maximum: .milliseconds(200), jitter: 0.2)
    return configuration
}

/// A client that is started, connected unless told otherwise, and closed afterwards.
func withClient<R>(
    _ configuration: MQTTConfiguration, isConnected: Bool = true, isolation: isolated (any Actor)? = #isolation,
    _ body: (MQTTClient) async throws -> R
) async throws -> R {
    let client = MQTTClient(configuration, logger: Logger(label: "mqtt") { _ in SwiftLogNoOpLogHandler() })
    try client.start()
    do {
        if isConnected { try await client.awaitConnected() }
        let result = try await body(client)
        await client.close()
        return result
    } catch {
        await client.close()
        throw error
    }
}

/// A topic no other test uses.
func uniqueTopic(_ suffix: String = "t") throws -> TopicName {
    try TopicName(validating: "test/\(UUID().uuidString)/\(suffix)")
}

extension TopicName {
    var filter: TopicFilter { get throws { try TopicFilter(validating: string) } }
}

extension MQTTMessage {
    init(_ topic: TopicName, _ text: String, qos: QoS = .atLeastOnce, properties: MQTTProperties = MQTTProperties()) {
        self.init(topic: topic, payload: Array(text.utf8), qos: qos, properties: properties)
    }

    var text: String { String(decoding: payload, as: UTF8.self) }
}

extension AsyncSequence where Failure == Never {
    /// The first `count` elements; fewer when the sequence ends before.
    func first(_ count: Int, isolation: isolated (any Actor)? = #isolation) async -> [Element] {
        var elements: [Element] = []
        for await element in self {
            elements.append(element)
            if elements.count == count { break }
        }
        return elements
    }
}

extension MQTTClient {
    /// Waits for a state, which may be the present one.
    func awaitState(_ condition: (ConnectionState) -> Bool) async -> ConnectionState? {
        for await state in states where condition(state) { return state }
        return nil
    }
}
