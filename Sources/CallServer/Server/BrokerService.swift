import MQTT
import ServiceLifecycle

/// Keeps the connection to the broker until all who use it are done.
struct BrokerService: Service {
    let link: BrokerLink

    /// Connects, and reconnects until shut down; then waits a little for what is outstanding. Throws when the configuration is of no use.
    func run() async throws {
        try link.client.start()
        try? await gracefulShutdown()  // throws when cancelled, which is another way to be told to end
        await link.leaveFormer()
        await link.client.close()
    }
}

/// Runs a service for each connection to the broker that there is; it ends by itself with the connection.
struct ConnectionFollower: Service {
    let link: BrokerLink
    let makeService: @Sendable (MQTTClient) -> any Service

    /// Follows until shut down.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingDiscardingTaskGroup { group in
                for await client in link.clients { group.addTask { try await makeService(client).run() } }
                group.cancelAll()
            }
        }
    }
}
