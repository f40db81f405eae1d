import Foundation
import Logging
import MQTT

/// Subscribes to calls' topics and prints what a view makes of each message. Connection news go to standard error.
struct SignalTail {
    /// Most messages waiting to be printed; then the oldest go.
    static let bufferLimit = 10_000

    let broker: BrokerOptions
    let topics: [String]

    /// Prints until the task is cancelled, nobody reads any more, or the broker refuses.
    func run(_ view: SignalView) async throws {
        let clientID = "faithflow-calls-tail-\(UUID().uuidString.lowercased().prefix(8))"
        let client = MQTTClient(
            MQTTConfiguration(broker, clientID: clientID), logger: Logger(label: "tail", factory: { _ in SwiftLogNoOpLogHandler() }))
        try client.start()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await tellOfConnection(client) }
                group.addTask { try await show(client, view) }
                _ = try await group.next()  // whichever ends: the connection's news end with the client only
                group.cancelAll()
            }
        } catch {
            await client.close()
            throw error
        }
        await client.close()
    }

    private func show(_ client: MQTTClient, _ view: SignalView) async throws {
        let filters = try topics.map { try TopicFilter(validating: $0) }
        try await client.subscribe(to: filters, qos: .atLeastOnce, bufferLimit: Self.bufferLimit) { messages in
            var view = view
            var dropped = 0
            for await message in messages {
                let signal = ReceivedSignal(topic: message.topic.string, payload: message.payload, receivedAt: Date())
                if let line = try view.line(for: signal), !StandardStream.output.isTaken(line) { return }
                if messages.droppedCount > dropped {
                    StandardStream.error.print("\(messages.droppedCount - dropped) messages came too fast and are not shown")
                    dropped = messages.droppedCount
                }
            }
        }
    }

    private func tellOfConnection(_ client: MQTTClient) async {
        for await state in client.states {
            switch state {
            case .connected: StandardStream.error.print("connected to \(broker.host):\(broker.port)")
            case .waiting(_, let reason):
                let hint = reason.code == .connectionRefused ? "; see MQTT_USERNAME and MQTT_PASSWORD" : ""
                StandardStream.error.print("not connected to \(broker.host):\(broker.port): \(reason.message)\(hint)")
            case .idle, .connecting, .closed: continue
            }
        }
    }
}
