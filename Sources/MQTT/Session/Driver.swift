internal import CMosquitto
internal import DequeModule
internal import Logging

/// The one thread that owns the connection: it connects, publishes, receives, reconnects, until it is asked to end.
///
/// *Concurrency*: everything here runs on that thread; the rest of the process speaks to it through `Mailbox` and hears of it
/// through `StateBoard` and completions. *Lifecycle*: `run` returns when a requested close has drained or run out of time.
/// *Invariants*: a publish is in exactly one place (mailbox, `resend`, `outstanding`), each place in the order of the calls, and
/// everything in `outstanding` was called before everything in `resend`, which was called before what waits in the mailbox. Only
/// QoS 0 publishes cut off by a lost connection may change places with others, when the broker keeps the session.
final class Driver {
    /// How the connection stands.
    enum Link {
        case down(until: ContinuousClock.Instant)
        case connecting(deadline: ContinuousClock.Instant, hasConnected: Bool)
        case up(since: ContinuousClock.Instant)
    }

    let configuration: MQTTConfiguration
    let mailbox: Mailbox
    let board: StateBoard
    let wakeUp: WakeUp
    let logger: Logger
    var link = Link.down(until: .now)
    var handle: BrokerHandle?
    var outstanding = Outstanding()
    /// Publishes to hand over again after a reconnect, before anything from the mailbox.
    var resend = Deque<QueuedPublish>()
    var window: Int
    var subscriptions = SubscriptionTable()
    var backoff: Backoff
    /// The version to speak: the preferred one until the broker refuses it.
    var version: ProtocolVersion
    private var closeDeadline: ContinuousClock.Instant?

    init(_ configuration: MQTTConfiguration, mailbox: Mailbox, board: StateBoard, wakeUp: WakeUp, logger: Logger) {
        self.configuration = configuration
        self.mailbox = mailbox
        self.board = board
        self.wakeUp = wakeUp
        self.logger = logger
        window = configuration.outstandingLimit
        backoff = Backoff(configuration.reconnect)
        version = configuration.preferredVersion
    }

    /// The thread's body.
    func run() {
        while true {
            let work = mailbox.takeWork()
            work.commands.forEach(apply)
            closeDeadline = work.closeDeadline
            if let closeDeadline, isDrained || .now >= closeDeadline { break }
            if !isUp { failWaiting(as: .whenDisconnected) }
            advance()
        }
        sayGoodbye()
        finish()
    }

    private var isDrained: Bool { outstanding.isEmpty && resend.isEmpty && mailbox.waitingCount == 0 }

    private func advance() {
        switch link {
        case .down(let until):
            if until <= .now { connect() } else { pause(until: until) }
        case .connecting(let deadline, _):
            if deadline <= .now {
                connectionFailed(MQTTError(.connectTimeout, "no answer within \(configuration.connectTimeout)"))
            } else {
                pause(until: deadline)
            }
        case .up:
            publishWaiting()
            if case .up = link { pause(until: .now + .seconds(1)) }
        }
    }

    /// Waits until the socket is ready, somebody signals, or `limit` (or the close's deadline) has come, and serves the socket.
    private func pause(until limit: ContinuousClock.Instant) {
        var descriptors = [pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0)]
        let served = isDown ? nil : handle
        if let served, let socket = served.socket {
            descriptors.append(pollfd(fd: socket, events: interest(in: served), revents: 0))
        }
        let patience = (min(limit, closeDeadline ?? limit) - .now) / .milliseconds(1)
        let milliseconds = min(isInHandshake ? 100 : 1_000, max(0, patience.rounded(.up)))
        guard poll(&descriptors, nfds_t(descriptors.count), Int32(milliseconds)) >= 0 else { return }
        if descriptors[0].revents != 0 { wakeUp.clear() }
        if descriptors.count > 1, let served { serve(served, Int32(descriptors[1].revents)) }
    }

    private var isUp: Bool { if case .up = link { true } else { false } }

    private var isDown: Bool { if case .down = link { true } else { false } }

    private var isConnecting: Bool { if case .connecting = link { true } else { false } }

    /// Whether TLS may be under way. The library then cannot say truly whether it wants to write, so it is simply called often.
    private var isInHandshake: Bool { isConnecting && configuration.tls != nil }

    private func interest(in handle: BrokerHandle) -> Int16 {
        var events = POLLIN
        if case .connecting(_, let hasConnected) = link {
            events |= Int32(mqtt_poll_peer_closed())
            if !hasConnected { return Int16(events | POLLOUT) }
        }
        if handle.wantsToWrite, !isInHandshake { events |= POLLOUT }
        return Int16(events)
    }

    /// Lets the library read and write, then handles what it reported.
    private func serve(_ handle: BrokerHandle, _ ready: Int32) {
        var failure: LibraryFailure?
        do throws(LibraryFailure) {
            try exchange(handle, ready)
        } catch {
            failure = error
        }
        handleEvents(of: handle)
        guard self.handle === handle, !isDown else { return }
        let isHungUp = ready & (POLLHUP | POLLERR | Int32(mqtt_poll_peer_closed())) != 0
        if failure != nil || handle.socket == nil || isHungUp && isConnecting { connectionEnded(failure) }
    }

    private func exchange(_ handle: BrokerHandle, _ ready: Int32) throws(LibraryFailure) {
        if case .connecting(let deadline, false) = link, ready & POLLOUT != 0 {
            link = .connecting(deadline: deadline, hasConnected: true)
        }
        // Reading is also what drives the TLS handshake.
        if ready & (POLLIN | POLLHUP | POLLERR) != 0 || isConnecting && ready != 0 || isInHandshake { try handle.read() }
        if handle.socket != nil, ready & POLLOUT != 0 || isConnecting { try handle.write() }
        if handle.socket != nil { try handle.keepAlive() }
    }

    private func sayGoodbye() {
        guard case .up = link, let handle else { return }
        do throws(LibraryFailure) {
            try handle.disconnect()
            let deadline = min(.now + .seconds(1), closeDeadline.map { max($0, .now + .milliseconds(100)) } ?? .now)
            while let socket = handle.socket, handle.wantsToWrite, .now < deadline {
                var descriptor = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
                _ = poll(&descriptor, 1, 50)
                try handle.write()
            }
        } catch {
            logger.debug("MQTT goodbye not sent", metadata: [LogKey.code: "\(error.code)"])
        }
    }

    private func finish() {
        handle = nil
        let left = mailbox.finish()
        subscriptions.finish(.whenClosed)
        resend.prepend(contentsOf: outstanding.removeAll { _ in true })
        for publish in resend { publish.completion(.failure(.whenClosed)) }
        resend.removeAll()
        left.refuse()
        logger.info("MQTT client closed")
        board.show(.closed)
    }
}
