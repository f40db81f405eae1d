import NIOConcurrencyHelpers

/// Many clients that only listen, as phones do, all on one thread: for load tests, where a thread for each would be too much.
///
/// *Concurrency*: all methods may be called from any thread or task; messages are handed over on the fleet's thread. *Lifecycle*: `connect`, then
/// `close`. A connection that breaks is counted and not made again. Each client takes three file descriptors.
public final class MQTTFleet: Sendable {
    /// One client and what it listens to.
    public struct Member: Sendable {
        /// How it connects.
        public var configuration: MQTTConfiguration
        /// What it subscribes to, at QoS 1.
        public var filters: [TopicFilter]

        /// A client.
        public init(configuration: MQTTConfiguration, filters: [TopicFilter]) {
            self.configuration = configuration
            self.filters = filters
        }
    }

    struct State {
        var ready = 0
        /// Whether all have been ready at once.
        var isWhole = false
        var broken = 0
        var isClosing = false
        var failure: MQTTError?
        var waiting: [CheckedContinuation<Void, any Error>] = []
        var closing: [CheckedContinuation<Void, Never>] = []
        var isClosed = false
    }

    let state = NIOLockedValueBox(State())
    private let wakeUp: WakeUp
    private let size: Int

    /// Clients that were connected and are not any more.
    public var brokenConnections: Int { state.withLockedValue { $0.broken } }

    /// How many clients are connected and subscribed.
    public var readyConnections: Int { state.withLockedValue { $0.ready } }

    /// Connects and subscribes all `members`, some at a time, and returns when all are. `onMessage` gets the member's position and the message, and must
    /// not block.
    ///
    /// Throws `invalidConfiguration`, `resourceFailed`, or why the first of them that failed was not connected or subscribed.
    public static func connect(
        _ members: [Member], onMessage: @escaping @Sendable (Int, MQTTMessage) -> Void
    ) async throws -> MQTTFleet {
        for member in members { try member.configuration.validate() }
        let fleet = MQTTFleet(size: members.count, wakeUp: try WakeUp())
        try DriverThread.start { [fleet] in
            do throws(MQTTError) {
                try FleetDriver(fleet, members, wakeUp: fleet.wakeUp, onMessage).run()
            } catch {
                fleet.fail(error)
            }
            fleet.ended()
        }
        do {
            try await fleet.untilReady()
        } catch {
            await fleet.close()
            throw error
        }
        return fleet
    }

    private init(size: Int, wakeUp: WakeUp) {
        self.size = size
        self.wakeUp = wakeUp
    }

    /// Ends all connections without a goodbye, and the thread.
    public func close() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLockedValue { state in
                state.isClosing = true
                if !state.isClosed { state.closing.append(continuation) }
                return state.isClosed
            }
            if isClosed { continuation.resume() }
            wakeUp.signal()
        }
    }

    private func untilReady() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let outcome: Result<Void, any Error>? = state.withLockedValue { state in
                if let failure = state.failure { return .failure(failure) }
                if state.isWhole || size == 0 { return .success(()) }
                state.waiting.append(continuation)
                return nil
            }
            if let outcome { continuation.resume(with: outcome) }
        }
    }

    /// For the driver: another client listens.
    func becameReady() {
        let waiting = state.withLockedValue { state in
            state.ready += 1
            guard state.ready >= size else { return [CheckedContinuation<Void, any Error>]() }
            state.isWhole = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// For the driver: a client that listened is gone. While others still come, the fleet cannot become whole any more.
    func broke() {
        let isWhole = state.withLockedValue { state in
            state.ready -= 1
            state.broken += 1
            return state.isWhole
        }
        if !isWhole { fail(MQTTError(.connectionLost, "a client lost its connection while others connected")) }
    }

    /// For the driver: one did not come to listen.
    func fail(_ error: MQTTError) {
        let waiting = state.withLockedValue { state in
            state.failure = state.failure ?? error
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(throwing: error) }
    }

    var isClosing: Bool { state.withLockedValue { $0.isClosing } }

    private func ended() {
        fail(.whenClosed)
        let closing = state.withLockedValue { state in
            state.isClosed = true
            defer { state.closing = [] }
            return state.closing
        }
        for continuation in closing { continuation.resume() }
    }
}
