/// A message on its way to the broker, with whoever waits for the outcome.
struct QueuedPublish: Sendable {
    typealias Completion = @Sendable (Result<PublishReceipt, MQTTError>) -> Void

    let message: MQTTMessage
    let completion: Completion
    /// Set by `publish`: delivered means that the caller gave up, and the message need not be handed over any more.
    let waiter: OneShot<Result<PublishReceipt, MQTTError>>?
    let queuedAt = ContinuousClock.now

    var isAbandoned: Bool { waiter?.isDelivered ?? false }
}
