import CallSignaling
import Logging
import MQTT

/// Whether the broker lets the service in, and lets it hear calls' topics.
struct BrokerCheck {
    /// Longest wait for the broker.
    static let limit = Duration.seconds(12)

    let options: BrokerOptions
    let clientID: String
    let logger: Logger

    /// Connects, subscribes, and goes.
    func run() async -> CheckResult {
        let address = "\(options.host):\(options.port)\(options.tls == nil ? "" : " with TLS") as \(options.username)"
        let client = MQTTClient(MQTTConfiguration(options, clientID: "\(clientID)-check"), logger: logger)
        let outcome: CheckResult
        do {
            try client.start()
            let version = try await ask(client)
            outcome = .ok("broker", "\(address): MQTT \(version.description), calls' topics can be heard")
        } catch let error as MQTTError {
            outcome = .failed("broker", "\(address): \(error.message)", remedy: error.remedy)
        } catch {
            outcome = .failed(
                "broker", "\(address): no answer within \(Self.limit)", remedy: "is it MQTT that listens there, and not WebSockets or TLS?")
        }
        await client.close()
        return outcome
    }

    private func ask(_ client: MQTTClient) async throws -> ProtocolVersion {
        try await withThrowingTaskGroup(of: ProtocolVersion.self) { group in
            group.addTask {
                let version = try await connection(of: client)
                let filter = try TopicFilter(validating: RingingListener.filter)
                try await client.subscribe(to: [filter], qos: .atLeastOnce, bufferLimit: 1) { _ in }
                return version
            }
            group.addTask {
                try await Task.sleep(for: Self.limit)
                throw CancellationError()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .v5
        }
    }

    /// Waits for the first attempt's outcome; `awaitConnected` would go on trying.
    private func connection(of client: MQTTClient) async throws -> ProtocolVersion {
        for await state in client.states {
            switch state {
            case .connected(let version): return version
            case .waiting(_, let reason): throw reason
            case .idle, .connecting, .closed: continue
            }
        }
        throw CancellationError()
    }
}

extension MQTTError {
    /// What usually helps.
    var remedy: String? {
        switch code {
        case .connectFailed, .connectTimeout, .connectionLost:
            "is the broker running, and are MQTT_BROKER_HOST, MQTT_BROKER_PORT and MQTT_TLS right?"
        case .connectionRefused, .disconnectedByBroker: "check MQTT_USERNAME and MQTT_PASSWORD"
        case .tlsFailed: "check MQTT_CA_FILE, and that the broker's certificate names MQTT_BROKER_HOST"
        case .subscribeRefused: "let the service's user read \(RingingListener.filter) and write faithflow/#"
        case .invalidConfiguration: "check MQTT_…"
        default: nil
        }
    }
}
