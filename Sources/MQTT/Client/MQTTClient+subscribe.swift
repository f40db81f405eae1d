extension MQTTClient {
    /// Subscribes to `filters`, runs `body` with the messages, and unsubscribes when it ends. Waits while the client is not
    /// connected; asks again after every reconnect. Without clean start, `exactlyOnce` is asked for as `atLeastOnce`, because the
    /// library confuses QoS 2 messages that a lasting session resends.
    ///
    /// At most `bufferLimit` messages wait for `body`; then the oldest is dropped and counted. Each arrived message was
    /// acknowledged to the broker before `body` sees it. Throws what `body` throws; `subscribeRefused` when the broker refuses
    /// a filter, now or after a reconnect; `invalidFilter` without filters; `closed`; `cancelled` when the task is cancelled
    /// before the broker answered.
    public func subscribe<R>(
        to filters: [TopicFilter], qos: QoS, bufferLimit: Int, isolation: isolated (any Actor)? = #isolation,
        _ body: (MQTTSubscription) async throws -> R
    ) async throws -> R {
        guard !filters.isEmpty else { throw MQTTError(.invalidFilter, "no filter to subscribe to") }
        let subscription = MQTTSubscription(filters: filters, qos: qos, bufferLimit: bufferLimit)
        do {
            try await begin(subscription)
            let result = try await body(subscription)
            if let failure = subscription.failure { throw failure }
            await end(subscription)
            return result
        } catch {
            await end(subscription)
            throw error
        }
    }

    private func begin(_ subscription: MQTTSubscription) async throws(MQTTError) {
        let answer = OneShot<Result<Void, MQTTError>>()
        guard mailbox.append(.subscribe(subscription, answer: answer)) else { throw .whenClosed }
        try await answer.value(onCancel: .failure(MQTTError(.cancelled, "the subscribing task was cancelled"))).get()
    }

    /// Waits for the broker's confirmation, unless the task is cancelled.
    private func end(_ subscription: MQTTSubscription) async {
        subscription.finish()
        let answer = OneShot<Void>()
        guard mailbox.append(.unsubscribe(subscription, answer: answer)) else { return }
        await answer.value(onCancel: ())
    }
}
