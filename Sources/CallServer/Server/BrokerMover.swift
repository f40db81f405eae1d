import CallControl
import Logging
import MQTT
import ServiceLifecycle
import Synchronization

/// Moves the service to another broker, and its clients' settings with it, when the configuration names one.
///
/// **Overview.** The new connection first: until it stands nothing changes, neither for the service nor for what clients are told. Then everything goes through both
/// brokers for a while, while clients follow; then the former connection ends.
/// **Concurrency.** One move at a time. What is wanted meanwhile is heeded after it; of several wishes the last.
/// **Lifecycle.** `run()` until shut down. A broker that cannot be reached is tried again.
final class BrokerMover: Service {
    /// How a connection is made, and what is to hold once it stands.
    struct Wish: Sendable {
        let broker: BrokerOptions
        let apply: @Sendable () -> Void
    }

    private struct State {
        var broker: BrokerOptions
        var wish: Wish?
        /// How many wishes there were.
        var wishes = 0
        var moves = 0
        var isToldOfFailure = false
    }

    /// Longest wait for a new connection, and between attempts.
    static let patience = Duration.seconds(5)

    private let link: BrokerLink
    private let clientID: String
    private let logger: Logger
    private let state: Mutex<State>

    /// A mover of `link`, which was made for `broker`.
    init(_ broker: BrokerOptions, link: BrokerLink, clientID: String, logger: Logger) {
        self.link = link
        self.clientID = clientID
        self.logger = logger
        state = Mutex(State(broker: broker))
    }

    /// Makes `wish` what is to be.
    func want(_ wish: Wish) {
        state.withLock { state in
            state.wish = wish
            state.wishes += 1
            state.isToldOfFailure = false
        }
    }

    /// Does what is wanted until shut down.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .milliseconds(200))
                try await self.carryOut()
            }
        }
    }

    private func carryOut() async throws {
        let (wish, number, broker, moves) = state.withLock { ($0.wish, $0.wishes, $0.broker, $0.moves) }
        guard let wish else { return }
        guard wish.broker.isElsewhere(than: broker) else {
            wish.apply()
            return settle(number, wish)
        }
        // An id of its own: it may be the same broker, at which another client of the id would end the connection that still stands.
        let client = MQTTClient(MQTTConfiguration(wish.broker, clientID: "\(clientID)-\(moves + 1)"), logger: logger)
        do {
            try client.start()
            try await connect(client)
        } catch {
            await client.close()
            try Task.checkCancellation()
            tellFailure(error)
            return try await Task.sleep(for: Self.patience)
        }
        link.move(to: client)
        logger.notice("Moved to another broker", metadata: [ServerLog.address: "\(wish.broker.host):\(wish.broker.port)"])
        settle(number, wish)
        wish.apply()
        try await Task.sleep(for: .seconds(wish.broker.moveSeconds))
        await link.leaveFormer()
    }

    /// Takes note that it is so, unless something else is wanted by now.
    private func settle(_ number: Int, _ wish: Wish) {
        state.withLock { state in
            if state.broker.isElsewhere(than: wish.broker) { state.moves += 1 }
            state.broker = wish.broker
            if state.wishes == number { state.wish = nil }
        }
    }

    private func connect(_ client: MQTTClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.awaitConnected() }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                throw MQTTError(.connectTimeout, "no connection within \(Self.patience)")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func tellFailure(_ error: any Error) {
        let isNew = state.withLock { state in
            defer { state.isToldOfFailure = true }
            return !state.isToldOfFailure
        }
        guard isNew else { return }
        logger.error("The new broker cannot be reached; the service stays, and tries again", metadata: [LogKey.error: "\(error)"])
    }
}
