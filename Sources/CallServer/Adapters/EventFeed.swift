import CallAPI
import CallControl
import CallSignaling
import FoundationEssentials
import Logging
import MQTT
import ServiceLifecycle

/// Hears all signals of all churches at the broker, for event streams, while somebody listens.
///
/// **Overview.** One connection of its own for the whole instance: on the one that publishes, what this subscription hears would be heard by its others too.
/// Each instance hears everything, for a reader may come to any.
/// **Lifecycle.** `run()` until shut down, which ends all streams. Connects when somebody wants to hear, and leaves when nobody has for a while. Goes where `link`
/// moves. Whenever a broker has confirmed the subscription, a new run begins: of what was missed before, readers are told.
struct EventFeed: Service {
    /// Most messages waiting; beyond it the oldest go, which readers are told of.
    static let bufferLimit = 16_384
    /// Seconds until a refused subscription is asked for again.
    static let retrySeconds = 5.0

    let hub: EventHub
    let link: BrokerLink
    let logger: Logger

    /// Listens while it is wanted, until shut down.
    func run() async throws {
        defer { hub.close() }
        try await withGracefulShutdownHandler {
            try await cancelWhenGracefulShutdown(listenAndTick)
        } onGracefulShutdown: {
            hub.close()
        }
    }

    @Sendable private func listenAndTick() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await tick() }
            group.addTask { await follow() }
            try await group.waitForAll()
        }
    }

    private func tick() async throws {
        while !Task.isCancelled {
            hub.tick(at: Date())
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func follow() async {
        var demands = hub.demands.makeAsyncIterator()
        while let demand = await demands.next() {
            guard demand == .wanted else { continue }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await listenWhereTheServiceIs() }
                while let demand = await demands.next(), demand == .wanted {}
                group.cancelAll()
            }
        }
    }

    /// At the present broker, and then at the one that takes its place.
    private func listenWhereTheServiceIs() async {
        var clients = link.clients.makeAsyncIterator()
        var present = await clients.next()
        while let client = present {
            var configuration = client.configuration
            configuration.clientID += "-events"
            present = await withTaskGroup(of: Void.self) { group in
                group.addTask { [configuration] in await listen(configuration) }
                let next = await clients.next()
                group.cancelAll()
                return next
            }
        }
    }

    private func listen(_ configuration: MQTTConfiguration) async {
        let client = MQTTClient(configuration, logger: logger)
        do throws(MQTTError) {
            try client.start()
        } catch {
            return logger.error("Signals cannot be heard for event streams", metadata: [LogKey.error: "\(error)"])
        }
        while !Task.isCancelled {
            do {
                try await client.awaitConnected()
                try await hear(client)
            } catch is CancellationError {
                break
            } catch let error as MQTTError where error.code == .cancelled {
                break
            } catch {
                logger.error("Signals cannot be heard for event streams", metadata: [LogKey.error: "\(error)"])
                try? await Task.sleep(for: .seconds(Self.retrySeconds))  // cut short at the end, which the loop sees
            }
        }
        await client.close()
    }

    /// Hears until the connection is lost, or the task is cancelled.
    private func hear(_ client: MQTTClient) async throws {
        let filters = try Topic.streamed.map { filter throws(MQTTError) in try TopicFilter(validating: filter) }
        try await client.subscribe(to: filters, qos: .atLeastOnce, bufferLimit: Self.bufferLimit) { messages in
            hub.feedBegins()
            defer { hub.feedEnds() }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await state in client.states where !state.isConnected { return } }
                group.addTask { await pass(messages) }
                await group.next()
                group.cancelAll()
            }
        }
    }

    private func pass(_ messages: MQTTSubscription) async {
        var dropped = 0
        for await message in messages {
            hub.deliver(topic: message.topic.string, payload: message.payload, at: Date())
            guard messages.droppedCount > dropped else { continue }
            dropped = messages.droppedCount
            logger.warning("Signals came too fast for event streams; some were dropped", metadata: [LogKey.count: "\(dropped)"])
            hub.feedBegins()
        }
    }
}
