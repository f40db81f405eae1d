extension MQTTClient {
    /// Publishes `message` and returns when the broker acknowledged it; at QoS 0, when it was written to the socket. Waits while
    /// the client is not connected.
    ///
    /// Throws `publishRefused` (with the broker's reason code), `invalidMessage`, `messageTooLarge`, `queueFull`, `closed`, or
    /// `cancelled`. After a cancellation the message is dropped if it was not handed over yet, otherwise it may still arrive.
    public func publish(_ message: MQTTMessage) async throws(MQTTError) -> PublishReceipt {
        try message.validate()
        let waiter = OneShot<Result<PublishReceipt, MQTTError>>()
        if let refusal = mailbox.append(QueuedPublish(message: message, completion: { waiter.deliver($0) }, waiter: waiter)) {
            throw refusal
        }
        return try await waiter.value(onCancel: .failure(MQTTError(.cancelled, "the publishing task was cancelled"))).get()
    }

    /// Queues `message` and returns at once; the order of the calls is the order on the wire.
    ///
    /// `completion` gets what `publish` would return or throw, exactly once, on the client's thread: it must not block. A message
    /// that is refused at once (`queueFull`, `closed`, `invalidMessage`) completes on the caller's thread before this returns.
    public func enqueue(_ message: MQTTMessage, completion: @escaping @Sendable (Result<PublishReceipt, MQTTError>) -> Void) {
        do {
            try message.validate()
        } catch {
            return completion(.failure(error))
        }
        if let refusal = mailbox.append(QueuedPublish(message: message, completion: completion)) {
            completion(.failure(refusal))
        }
    }

    /// Number of messages accepted and not yet handed to the connection; grows while the broker is away.
    public var queuedCount: Int { mailbox.waitingCount }
}
