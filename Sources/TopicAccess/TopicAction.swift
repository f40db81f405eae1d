/// What a client wants with a topic.
public enum TopicAction: Hashable, Sendable {
    /// Hear what is published on topics that match a filter.
    case subscribe
    /// Hear it no longer.
    case unsubscribe
    /// Be sent a message of a topic.
    case receive
    /// Publish a message on a topic; a last will too.
    case publish(Publication)

    /// A message that somebody wants to publish.
    public struct Publication: Hashable, Sendable {
        /// Its bytes; of one longer than `maximumPayload` the first `maximumPayload + 1` will do.
        public let payload: [UInt8]
        /// Whether the broker is to keep it for later subscribers.
        public let isRetained: Bool

        /// A message.
        public init(payload: [UInt8], isRetained: Bool) {
            self.payload = payload
            self.isRetained = isRetained
        }
    }

    /// Longest payload that a member may publish, bytes.
    public static let maximumPayload = 4_096
}
