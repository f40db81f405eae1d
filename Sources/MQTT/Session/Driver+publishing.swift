internal import DequeModule
internal import Logging

/// Handing messages over and hearing what became of them.
extension Driver {
    /// Hands over as much as there is room for.
    func publishWaiting() {
        while case .up = link, let handle {
            let room = outstanding.room(limit: window)
            guard room > 0 else { return }
            var batch = resend.takeFirst(room)
            if batch.count < room { batch += mailbox.takePublishes(room - batch.count) }
            guard let first = batch.first else { return }
            if isOverdue(first) {
                resend.prepend(contentsOf: batch)
                return failWaiting(as: MQTTError(.overdue, "waited too long for the connection"))
            }
            hand(over: batch, to: handle)
        }
    }

    private func isOverdue(_ publish: QueuedPublish) -> Bool {
        guard case .fail(let limit) = configuration.outagePolicy else { return false }
        return publish.queuedAt.duration(to: .now) > limit
    }

    /// Under the policy `fail`: gives back all that waits, in order, so that its owner may decide anew; again and again until nothing does, for what
    /// was queued before the owner had heard of all of it would overtake that.
    func failWaiting(as error: MQTTError) {
        guard case .fail = configuration.outagePolicy else { return }
        while true {
            let waiting = resend + mailbox.takePublishes(.max)
            guard !waiting.isEmpty else { return }
            resend.removeAll()
            for publish in waiting { publish.completion(.failure(error)) }
        }
    }

    /// Handles what the library reported, until nothing is left or the handle is no longer ours.
    func handleEvents(of handle: BrokerHandle) {
        while !handle.events.isEmpty {
            let events = handle.events
            handle.events.removeAll(keepingCapacity: true)
            for event in events where self.handle === handle { self.handle(event, handle) }
        }
    }

    private func hand(over batch: Deque<QueuedPublish>, to handle: BrokerHandle) {
        var rest = batch
        // The library writes each message by itself. Held together they cost one wake-up of the broker, and the way there once.
        if batch.count > 1 { handle.holdBack(true) }
        defer { if batch.count > 1 { handle.holdBack(false) } }
        while let publish = rest.popFirst() {
            if publish.isAbandoned { continue }
            let (packetID, failure) = handle.publish(publish.message)
            if let failure, failure.isRefusal {
                publish.completion(.failure(failure.asRefusal))
                continue
            }
            outstanding.append(publish, packetID: packetID)
            if let failure {
                handleEvents(of: handle)
                resend.prepend(contentsOf: rest)
                return connectionEnded(failure)
            }
        }
        handleEvents(of: handle)
    }

    private func handle(_ event: BrokerEvent, _ handle: BrokerHandle) {
        switch event {
        case .connectAnswered(let answer): connectAnswered(answer, handle)
        case .disconnected(let code): disconnected(code)
        case .acknowledged(let packetID, let code): acknowledged(packetID, code)
        case .received(let message): deliver(message)
        case .subscribed(let packetID, let codes): subscribed(packetID, codes)
        case .unsubscribed(let packetID): subscriptions.left(packetID: packetID)
        }
    }

    private func disconnected(_ code: UInt8) {
        connectionEnded(nil, reason: MQTTError(.disconnectedByBroker, ReasonText.of(code), reasonCode: code))
    }

    private func acknowledged(_ packetID: UInt16, _ code: UInt8) {
        guard let publish = outstanding.remove(packetID: packetID) else { return }
        if code < 128 {
            publish.completion(.success(PublishReceipt(reasonCode: code)))
        } else {
            publish.completion(.failure(MQTTError(.publishRefused, ReasonText.of(code), reasonCode: code)))
        }
    }

    private func deliver(_ message: MQTTMessage) {
        for subscription in subscriptions.active where subscription.wants(message) { subscription.deliver(message) }
    }
}
