import NIOConcurrencyHelpers

/// The messages of one subscription, in the order they arrived. For one consumer.
///
/// At most `bufferLimit` messages wait to be consumed; then the oldest gives way to the newest and is counted. It ends when the
/// client closes, when the consuming task is cancelled, or when the broker refuses the subscription after a reconnect.
/// MQTT lets a broker send a message once for each of the overlapping filters of one client.
public final class MQTTSubscription: AsyncSequence, Sendable {
    /// What it yields.
    public typealias Element = MQTTMessage
    /// It never throws; `subscribe` does when the subscription failed.
    public typealias Failure = Never
    /// Its iterator.
    public typealias AsyncIterator = AsyncStream<MQTTMessage>.Iterator

    /// What was asked for.
    public let filters: [TopicFilter]
    /// The strongest promise asked for.
    public let qos: QoS
    private let stream: AsyncStream<MQTTMessage>
    private let continuation: AsyncStream<MQTTMessage>.Continuation
    private let state = NIOLockedValueBox((dropped: 0, failure: MQTTError?.none))

    init(filters: [TopicFilter], qos: QoS, bufferLimit: Int) {
        self.filters = filters
        self.qos = qos
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Swift.max(1, bufferLimit)))
    }

    /// Messages that were lost so far because the consumer was slow.
    public var droppedCount: Int { state.withLockedValue { $0.dropped } }

    /// Begins to consume.
    public func makeAsyncIterator() -> AsyncIterator { stream.makeAsyncIterator() }

    /// Why the broker ended the subscription, if it did.
    var failure: MQTTError? { state.withLockedValue { $0.failure } }

    func wants(_ message: MQTTMessage) -> Bool { filters.contains { $0.matches(message.topic) } }

    func deliver(_ message: MQTTMessage) {
        guard case .dropped = continuation.yield(message) else { return }
        state.withLockedValue { $0.dropped += 1 }
    }

    func finish(_ failure: MQTTError? = nil) {
        if let failure { state.withLockedValue { $0.failure = failure } }
        continuation.finish()
    }
}
