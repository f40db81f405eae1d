import Logging
import MQTT
import TestSupport

/// Runs `body` with a client that is connected to `broker`, and closes it. Throws the broker's refusal.
func withBrokerConnection<R: Sendable>(
    to broker: TestMosquitto, as account: (name: String, password: String)?, clientID: String, _ body: (MQTTClient) async throws -> R
) async throws -> R {
    let configuration = MQTTConfiguration(port: broker.port, clientID: clientID, username: account?.name, password: account?.password)
    let client = MQTTClient(configuration, logger: Logger(label: "tenancy") { _ in SwiftLogNoOpLogHandler() })
    try client.start()
    do {
        try await client.awaitConnected()
        let result = try await body(client)
        await client.close()
        return result
    } catch {
        await client.close()
        throw error
    }
}
