public import Logging
import NIOConcurrencyHelpers

/// An MQTT client over one connection that it keeps: it connects, reconnects with back-off, falls back from MQTT 5 to 3.1.1, and
/// loses no message it accepted at QoS 1 or 2 while it lives.
///
/// *Concurrency*: all methods may be called from any thread or task. The connection belongs to one thread, started by `start`.
/// *Lifecycle*: `start`, then `close`; messages may be queued and subscriptions begun before `start`. A client that is released
/// without `close` ends without waiting for what is outstanding.
/// *Order*: messages go out in the order of the calls to `publish` and `enqueue`, also across reconnects.
public final class MQTTClient: Sendable {
    private enum Phase { case idle, started, closed }

    /// How it connects.
    public let configuration: MQTTConfiguration
    let mailbox: Mailbox
    private let board = StateBoard()
    private let wakeUp: WakeUp?
    private let logger: Logger
    private let phase = NIOLockedValueBox(Phase.idle)

    /// A client that does nothing yet. `logger` gets connections at `info`, attempts at `debug`, never a payload or a secret.
    public init(_ configuration: MQTTConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        wakeUp = try? WakeUp()  // without a descriptor left there is no way to fail here; `start` does
        mailbox = Mailbox(queueLimit: configuration.queueLimit, wakeUp: wakeUp)
    }

    deinit { mailbox.requestClose(by: .now) }

    /// Starts the thread, which connects and reconnects until `close`. Returns before the connection stands.
    ///
    /// Throws `invalidConfiguration`, `alreadyStarted`, `closed`, or `resourceFailed` without a thread or descriptor.
    public func start() throws(MQTTError) {
        try configuration.validate()
        guard let wakeUp else { throw MQTTError(.resourceFailed, "no file descriptor left") }
        switch phase.withLockedValue({ phase in
            defer { if phase == .idle { phase = .started } }
            return phase
        }) {
        case .idle: break
        case .started: throw MQTTError(.alreadyStarted, "the client was started before")
        case .closed: throw .whenClosed
        }
        let (configuration, mailbox, board, logger) = (configuration, mailbox, board, logger)
        do {
            try DriverThread.start {
                Driver(configuration, mailbox: mailbox, board: board, wakeUp: wakeUp, logger: logger).run()
            }
        } catch {
            phase.withLockedValue { $0 = .idle }
            throw error
        }
    }

    /// Where the client stands now.
    public var state: ConnectionState { board.current }

    /// The state now and every change of it, until `closed`. Each access gives a stream of its own; one whose consumer falls
    /// 64 states behind misses the oldest.
    public var states: AsyncStream<ConnectionState> { board.watch() }

    /// Returns when the connection stands. Throws `closed` when the client is closed, `CancellationError` when the task is
    /// cancelled, and `connectionRefused` when the broker answered with a refusal; the client keeps trying all the same.
    public func awaitConnected() async throws {
        for await state in states {
            switch state {
            case .connected: return
            case .closed: throw MQTTError.whenClosed
            case .waiting(_, let reason) where reason.code == .connectionRefused: throw reason
            case .idle, .connecting, .waiting: continue
            }
        }
        throw CancellationError()
    }

    /// Waits up to `closeGrace` until everything accepted is acknowledged, says goodbye to the broker (so that it does not publish
    /// the will) and ends the thread. What is left fails with `closed`, subscriptions end. Idempotent; heeds no cancellation.
    public func close() async {
        let before = phase.withLockedValue { phase in
            defer { phase = .closed }
            return phase
        }
        switch before {
        case .idle:
            mailbox.finish().refuse()
            board.show(.closed)
        case .started, .closed:
            mailbox.requestClose(by: .now + configuration.closeGrace)
            await board.waitUntilClosed()
        }
    }
}
