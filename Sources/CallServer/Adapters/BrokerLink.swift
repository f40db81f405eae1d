import CallSignaling
import Logging
import MQTT
import Synchronization

/// The way to the broker: one connection and, while the service moves to another broker, that to the former one too. Safe to use from anywhere.
///
/// While there are two, everything is published through both, so that clients may move at any moment: those who hear it twice know it by `signal_id`. What counts
/// is the present broker's acknowledgement.
final class BrokerLink: Sendable {
    private struct State {
        var current: MQTTClient
        var former: MQTTClient?
        var watchers: [Int: AsyncStream<MQTTClient>.Continuation] = [:]
        var nextWatcher = 0
    }

    private let state: Mutex<State>

    /// A link by `client`.
    init(_ client: MQTTClient) { state = Mutex(State(current: client)) }

    /// A link to the broker of `configuration`, not connected yet.
    convenience init(_ configuration: ServerConfiguration, logger: Logger) {
        self.init(MQTTClient(MQTTConfiguration(configuration.broker, clientID: configuration.brokerClientID), logger: logger))
    }

    /// The present connection.
    var client: MQTTClient { state.withLock(\.current) }

    /// Whether there is a connection to the present broker.
    var isConnected: Bool { client.state.isConnected }

    /// The present connection, and each that takes its place.
    var clients: AsyncStream<MQTTClient> {
        let (stream, continuation) = AsyncStream.makeStream(of: MQTTClient.self)
        let number = state.withLock { state in
            continuation.yield(state.current)
            state.nextWatcher += 1
            state.watchers[state.nextWatcher] = continuation
            return state.nextWatcher
        }
        continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.watchers[number] = nil } }
        return stream
    }

    /// Lets `client`, which must be connected, take the place of the present connection, which is then the former one.
    func move(to client: MQTTClient) {
        let watchers = state.withLock { state in
            (state.former, state.current) = (state.current, client)
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield(client) }
    }

    /// Ends the former connection, if there is one.
    func leaveFormer() async {
        let former = state.withLock { state in
            defer { state.former = nil }
            return state.former
        }
        await former?.close()
    }

    /// Queues a message, at both brokers where there are two; see `MQTTClient.enqueue`.
    func enqueue(_ message: MQTTMessage, completion: @escaping @Sendable (Result<PublishReceipt, MQTTError>) -> Void) {
        let (current, former) = state.withLock { ($0.current, $0.former) }
        former?.enqueue(message) { _ in }  // who is still there may hear it; the present broker's word counts
        current.enqueue(message, completion: completion)
    }

    /// Publishes a JSON text that the broker keeps, at both where there are two; an empty one takes back what it kept.
    func retain(_ topic: Topic, _ payload: String) async throws {
        let message = MQTTMessage(
            topic: try TopicName(validating: topic.name), payload: Array(payload.utf8), isRetained: true,
            properties: payload.isEmpty ? MQTTProperties() : MQTTProperties(contentType: "application/json", isUTF8: true))
        let (current, former) = state.withLock { ($0.current, $0.former) }
        former?.enqueue(message) { _ in }  // as above
        _ = try await current.publish(message)
    }
}
