internal import DequeModule
internal import Logging

/// Connecting, and what becomes of everything when a connection ends.
///
/// With clean start the broker forgets this client at every connection, so a new handle is made each time and all that was not
/// acknowledged is handed over again, in order, as new. Without it the handle is kept: the library itself resends what was not
/// acknowledged, with its packet ids and, at QoS 2, from where the hand-over stood. Should the broker have lost the session,
/// which its answer says, we cut the connection before anything is resent and begin anew.
extension Driver {
    /// How long a connection must last for earlier failures to be forgotten.
    private static let lasting = Duration.seconds(5)

    func connect() {
        let attempt = backoff.beginAttempt()
        board.show(.connecting(attempt: attempt))
        do {
            let handle = try handleForAttempt()
            self.handle = handle
            link = .connecting(deadline: .now + configuration.connectTimeout, hasConnected: false)
            do throws(LibraryFailure) {
                try handle.connect(configuration)
            } catch {
                connectionFailed(error.asConnectionError(wasConnected: false, detail: handle.lastComplaint))
            }
        } catch {
            connectionFailed(error)
        }
    }

    /// The broker's answer to the connection.
    func connectAnswered(_ answer: ConnectAnswer, _ handle: BrokerHandle) {
        guard answer.reasonCode == 0 else { return refused(answer, handle) }
        guard !handle.cutsWithoutSession || answer.isSessionPresent else {
            logger.info("MQTT broker lost the session; starting a new one")
            abandonHandle()
            link = .down(until: .now)
            return
        }
        window = min(configuration.outstandingLimit, max(1, Int(answer.receiveMaximum)))
        link = .up(since: .now)
        backoff.restartCounting()
        logger.info(
            "MQTT connected",
            metadata: [LogKey.broker: "\(configuration.host):\(configuration.port)", LogKey.version: "\(handle.version)"])
        resubscribe(keepsSession: answer.isSessionPresent)
        if self.handle === handle, case .up = link { board.show(.connected(version: handle.version)) }
    }

    /// The socket is gone, for the reason the library gave or the broker sent.
    func connectionEnded(_ failure: LibraryFailure?, reason: MQTTError? = nil) {
        let isUp = if case .up = link { true } else { false }
        let detail = handle?.lastComplaint
        let fallback = MQTTError(isUp ? .connectionLost : .connectFailed, "the broker closed the connection")
        connectionFailed(reason ?? failure?.asConnectionError(wasConnected: isUp, detail: detail) ?? fallback)
    }

    /// Waits before the next attempt.
    func connectionFailed(_ reason: MQTTError) {
        if case .up(let since) = link {
            if .now - since >= Self.lasting { backoff.reset() }
            logger.info("MQTT connection lost", metadata: [LogKey.reason: "\(reason)", LogKey.unacknowledged: "\(outstanding.count)"])
        }
        leaveConnection()
        failWaiting(as: .whenDisconnected)
        let wait = backoff.wait()
        let until = ContinuousClock.now + wait
        link = .down(until: until)
        logger.debug("MQTT waits to reconnect", metadata: [LogKey.reason: "\(reason)", LogKey.wait: "\(wait)"])
        board.show(.waiting(until: until, reason: reason))
    }

    private func handleForAttempt() throws(MQTTError) -> BrokerHandle {
        if let handle, handle.version == version {
            handle.cutsWithoutSession = !outstanding.isEmpty
            return handle
        }
        abandonHandle()
        return try BrokerHandle(configuration, version: version)
    }

    private func refused(_ answer: ConnectAnswer, _ handle: BrokerHandle) {
        // 132 is MQTT 5's word for it, 1 that of 3.1.1 brokers. Brokers that hang up instead are not asked again with 3.1.1: a
        // proxy before a broker that is down does the same, and the connection would lack all properties for as long as it lasts.
        if handle.version == .v5, answer.reasonCode == 132 || answer.reasonCode == 1 {
            logger.info("MQTT broker refuses version 5; trying 3.1.1")
            version = .v311
            abandonHandle()
            link = .down(until: .now)
            return
        }
        let text = ReasonText.of(answer.reasonCode)
        connectionFailed(MQTTError(.connectionRefused, text, reasonCode: answer.reasonCode))
    }

    /// Keeps the handle when the broker may keep the session, otherwise gives it up.
    private func leaveConnection() {
        subscriptions.connectionLost()
        guard !configuration.isCleanStart, let handle else { return abandonHandle() }
        handle.events.removeAll()
        handle.hangUp()
        let cutOff = outstanding.removeAll { $0.message.qos == .atMostOnce }
        resend.prepend(contentsOf: cutOff)
    }

    private func abandonHandle() {
        subscriptions.connectionLost()
        handle = nil
        resend.prepend(contentsOf: outstanding.removeAll { _ in true })
    }
}
