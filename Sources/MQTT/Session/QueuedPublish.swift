/// A message on its way to the broker, with whoever waits for the outcome.
package struct QueuedPublish: Sendable {
    package typealias Completion = @Sendable (Result<PublishReceipt, MQTTError>) -> Void

    let message: MQTTMessage
    let completion: Completion
    /// Set by `publish`: delivered means that the caller gave up, and the message need not be handed over any more.
    let waiter: OneShot<Result<PublishReceipt, MQTTError>>?
    let queuedAt = ContinuousClock.now

    /// A publish, and for whom.
    init(message: MQTTMessage, completion: @escaping Completion, waiter: OneShot<Result<PublishReceipt, MQTTError>>?) {
        self.message = message
        self.completion = completion
        self.waiter = waiter
    }

    /// A publish for which nobody waits.
    package init(message: MQTTMessage, completion: @escaping Completion) {
        self.init(message: message, completion: completion, waiter: nil)
    }

    var isAbandoned: Bool { waiter?.isDelivered ?? false }
}
