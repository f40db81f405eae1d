internal import CMosquitto
internal import Logging

/// Subscriptions: asked for at once when connected, and again after every reconnect.
extension Driver {
    func apply(_ command: Command) {
        switch command {
        case .subscribe(let subscription, let answer):
            subscriptions.add(subscription, answer: answer)
            if case .up = link, let handle { ask(for: subscription, handle, options: 0) }
        case .unsubscribe(let subscription, let answer):
            leave(subscriptions.remove(subscription), answer)
        }
    }

    func refuse(_ command: Command) {
        switch command {
        case .subscribe(let subscription, let answer):
            answer.deliver(.failure(.whenClosed))
            subscription.finish()
        case .unsubscribe(_, let answer):
            answer.deliver(())
        }
    }

    /// After a connection: leaves what was left meanwhile and asks for all that stands. Retained messages come again only for
    /// subscriptions the broker does not know any more (retain handling 1, MQTT 5 section 3.8.3.1).
    func resubscribe(keepsSession: Bool) {
        guard let handle else { return }
        let stale = keepsSession ? Array(subscriptions.stale) : []
        subscriptions.forgetStale()
        leave(stale, OneShot())
        let options = Int32(MQTT_SUB_OPT_SEND_RETAIN_NEW.rawValue)
        for subscription in subscriptions.active {
            guard self.handle === handle, handle.socket != nil else { return }
            ask(for: subscription, handle, options: options)
        }
    }

    func subscribed(_ packetID: UInt16, _ codes: [UInt8]) {
        guard let (subscription, error) = subscriptions.answered(packetID: packetID, codes: codes) else { return }
        logger.warning("MQTT subscription refused", metadata: [LogKey.reason: "\(error)"])
        // Of several filters the broker may have taken some.
        leave(subscriptions.remove(subscription), OneShot())
    }

    private func ask(for subscription: MQTTSubscription, _ handle: BrokerHandle, options: Int32) {
        do throws(LibraryFailure) {
            let filters = subscription.filters.map(\.string)
            // libmosquitto 2.0.11 keeps a second copy of a QoS 2 message that is resent over a new connection, and would hand that
            // out later in place of another message.
            let strongest = configuration.isCleanStart ? QoS.exactlyOnce : .atLeastOnce
            let qos = min(subscriptions.qos(for: subscription), strongest)
            let packetID = try handle.subscribe(to: filters, qos: qos, options: options)
            subscriptions.didAsk(subscription, packetID: packetID)
        } catch {
            guard error.isRefusal else { return connectionEnded(error) }
            subscriptions.reject(subscription, error.asRefusal)
        }
    }

    private func leave(_ filters: [String], _ answer: OneShot<Void>) {
        guard !filters.isEmpty, case .up = link, let handle else {
            if !configuration.isCleanStart { subscriptions.becameStale(filters) }
            return answer.deliver(())
        }
        do throws(LibraryFailure) {
            let packetID = try handle.unsubscribe(from: filters)
            subscriptions.didLeave(packetID: packetID, answer: answer)
        } catch {
            answer.deliver(())
            if !error.isRefusal { connectionEnded(error) }
        }
    }
}
