import MQTT
import ServiceLifecycle

/// Keeps the connection to the broker until all who use it are done.
struct BrokerService: Service {
    let client: MQTTClient

    /// Connects, and reconnects until shut down; then waits a little for what is outstanding. Throws when the configuration is of no use.
    func run() async throws {
        try client.start()
        try? await gracefulShutdown()  // throws when cancelled, which is another way to be told to end
        await client.close()
    }
}
