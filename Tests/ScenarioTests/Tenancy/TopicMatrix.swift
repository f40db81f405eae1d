import CallSignaling
import Foundation
import MQTT
import Synchronization
import TestSupport

/// Uses each topic in each way as each client, at a real broker with the plugin, and sees what becomes of it.
struct TopicMatrix: Sendable {
    /// A row of the matrix.
    struct Row: Hashable {
        let topic: TopicTemplate
        let use: TopicUse
    }

    let broker: TestMosquitto
    let watch: Watch
    private let scene = TopicScene(
        church: "church-" + UUID().uuidString.prefix(8).lowercased(), otherChurch: "church-" + UUID().uuidString.prefix(8).lowercased(),
        callID: UUID().uuidString.lowercased())

    init(broker: TestMosquitto, watch: Watch) {
        self.broker = broker
        self.watch = watch
    }

    static let rows = TopicTemplate.allCases.flatMap { topic in TopicUse.allCases.map { Row(topic: topic, use: $0) } }

    /// What was seen, by row and client.
    func seen() async throws -> [Row: [BrokerClient: TopicCell]] {
        var cells: [Row: [BrokerClient: TopicCell]] = [:]
        for client in BrokerClient.allCases {
            for (row, cell) in try await seen(client) { cells[row, default: [:]][client] = cell }
        }
        return cells
    }

    private func seen(_ client: BrokerClient) async throws -> [Row: TopicCell] {
        let member = client.member(in: scene)
        let clientID = member.map { "ff-call-\($0.id)-\(UInt32.random(in: 1...UInt32.max))" } ?? "tenancy-\(client)"
        do {
            return try await withBrokerConnection(to: broker, as: try await client.credentials(scene), clientID: clientID) { connection in
                var cells: [Row: TopicCell] = [:]
                for row in Self.rows { cells[row] = try await seen(row, client, connection) }
                return cells
            }
        } catch let error as MQTTError where error.code == .connectionRefused {
            return Dictionary(uniqueKeysWithValues: Self.rows.map { ($0, .notLetIn) })
        }
    }

    private func seen(_ row: Row, _ client: BrokerClient, _ connection: MQTTClient) async throws -> TopicCell {
        switch row.use {
        case .subscribe: try await hearing(row.topic, client, connection)
        case .publish: try await publishing(row.topic, client, connection, isRetained: false)
        case .retain: try await publishing(row.topic, client, connection, isRetained: true)
        }
    }

    /// Subscribes; then the bridge publishes on the topic, and on one that the client may hear.
    private func hearing(_ topic: TopicTemplate, _ client: BrokerClient, _ connection: MQTTClient) async throws -> TopicCell {
        let (name, payload, end) = (topic.name(in: scene), UUID().uuidString, UUID().uuidString)
        let fence =
            client.member(in: scene).map { "faithflow/\($0.church)/member/\($0.id)/call_status" } ?? "faithflow/fences/presence/anna"
        let filters = [try TopicFilter(validating: name)] + (fence == name ? [] : [try TopicFilter(validating: fence)])
        do {
            return try await connection.subscribe(to: filters, qos: .atLeastOnce, bufferLimit: 100) { messages in
                try await watch.publish(payload, to: name)
                try await watch.publish(end, to: fence)
                var isHeard = false
                for await message in messages {
                    if message.payload.elementsEqual(end.utf8) { break }
                    if message.payload.elementsEqual(payload.utf8) { isHeard = true }
                }
                return isHeard ? .allowed : .ignored
            }
        } catch let error as MQTTError where error.code == .subscribeRefused {
            return .refused
        }
    }

    /// Publishes; then looks what the observer heard, and what the broker keeps.
    private func publishing(
        _ topic: TopicTemplate, _ client: BrokerClient, _ connection: MQTTClient, isRetained: Bool
    ) async throws -> TopicCell {
        let name = topic.name(in: scene)
        let moment = "2026-01-31T09:30:00.\(String(1_000 + Self.moments.add(1, ordering: .relaxed).newValue).suffix(3))Z"
        let payload = topic.payload(scene, by: client.member(in: scene)?.id ?? Scene.caller, at: moment)
        let before = watch.count
        let message = MQTTMessage(topic: try TopicName(validating: name), payload: Array(payload.utf8), isRetained: isRetained)
        let isRefused = try await Self.isRefused(message, connection)
        try await watch.catchUp()
        let isHeard = watch.messages(from: before).contains { $0.topic.string == name && $0.payload.elementsEqual(payload.utf8) }
        let kept = isRetained ? try await watch.retained(on: name).count : 0
        try await watch.publish("", to: name, isRetained: true)
        switch (isRefused, isHeard) {
        case (true, true): return .leaked
        case (true, false): return kept == 0 ? .refused : .leaked
        case (false, true): return isRetained && kept != 1 ? .notKept : .allowed
        case (false, false): return kept == 0 ? .ignored : .leaked
        }
    }

    private static func isRefused(_ message: MQTTMessage, _ connection: MQTTClient) async throws -> Bool {
        do {
            _ = try await connection.publish(message)
            return false
        } catch {
            guard error.code == .publishRefused else { throw error }
            return true
        }
    }

    private static let moments = Atomic(0)
}
