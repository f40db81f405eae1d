import Foundation
import MQTT
import Synchronization
import TestSupport

/// An observer who writes down all that is published on topics of churches, and a bridge that can publish on all of them.
///
/// What the broker has acknowledged comes before what the bridge publishes then: so after `catchUp` nothing is on its way any more.
final class Watch: Sendable {
    private let observer: MQTTClient
    private let bridge: MQTTClient
    private let heard = Mutex<[MQTTMessage]>([])

    private init(observer: MQTTClient, bridge: MQTTClient) {
        self.observer = observer
        self.bridge = bridge
    }

    /// Runs `body` with a watch at `broker`.
    static func run<R: Sendable>(at broker: TestMosquitto, _ body: @Sendable (Watch) async throws -> R) async throws -> R {
        try await withBrokerConnection(to: broker, as: ("observer", PluginBroker.password), clientID: "watch-observer") { observer in
            try await withBrokerConnection(to: broker, as: ("bridge", PluginBroker.password), clientID: "watch-bridge") { bridge in
                let watch = Watch(observer: observer, bridge: bridge)
                let all = try TopicFilter(validating: "faithflow/#")
                return try await observer.subscribe(to: [all], qos: .atLeastOnce, bufferLimit: 10_000) { messages in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { for await message in messages { watch.heard.withLock { $0.append(message) } } }
                        defer { group.cancelAll() }
                        return try await body(watch)
                    }
                }
            }
        }
    }

    /// How much was heard so far.
    var count: Int { heard.withLock(\.count) }

    /// What was heard after the first `count` messages.
    func messages(from count: Int) -> [MQTTMessage] { heard.withLock { Array($0.dropFirst(count)) } }

    /// Waits until whatever the broker had when this was called has been heard.
    func catchUp() async throws {
        let fence = "faithflow/fences/presence/\(UUID().uuidString)"
        try await publish("{}", to: fence)
        while !heard.withLock({ $0.contains { $0.topic.string == fence } }) { try await letTimePass(until: Date() + 0.002) }
    }

    /// Publishes as the bridge.
    func publish(_ payload: String, to topic: String, isRetained: Bool = false) async throws {
        let name = try TopicName(validating: topic)
        _ = try await bridge.publish(MQTTMessage(topic: name, payload: Array(payload.utf8), isRetained: isRetained))
    }

    /// What the broker keeps for later subscribers of `topic`.
    func retained(on topic: String) async throws -> [MQTTMessage] {
        let end = UUID().uuidString
        let filter = try TopicFilter(validating: topic)
        return try await observer.subscribe(to: [filter], qos: .atLeastOnce, bufferLimit: 100) { messages in
            try await self.publish(end, to: topic)
            var kept: [MQTTMessage] = []
            for await message in messages {
                if message.payload.elementsEqual(end.utf8) { break }
                if message.isRetained { kept.append(message) }
            }
            return kept
        }
    }
}
