/// Tells copies of a signal on several topics from the signal itself, and from its being sent again.
///
/// Bounded: forgets the oldest signals.
struct SignalDeduplicator {
    /// What a message is.
    enum Verdict: Hashable, Sendable {
        /// Not seen before.
        case first
        /// Came before, on this topic.
        case repeated
        /// Came before, on another topic.
        case copy
    }

    private let limit: Int
    private var topics: [String: String] = [:]
    private var order: [String] = []
    private var oldest = 0

    /// Remembers at most `limit` signals.
    init(limit: Int = 10_000) { self.limit = max(1, limit) }

    /// Takes note of a message. One without a `signal_id`, which an app published, is always the first.
    mutating func judge(_ signal: ReceivedSignal) -> Verdict {
        guard let id = signal.signalID else { return .first }
        if let topic = topics[id] { return topic == signal.topicName ? .repeated : .copy }
        topics[id] = signal.topicName
        if order.count < limit {
            order.append(id)
        } else {
            topics[order[oldest]] = nil
            order[oldest] = id
            oldest = (oldest + 1) % limit
        }
        return .first
    }
}
