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
        /// What of its payload is known.
        public enum Content: Hashable, Sendable {
            /// Its bytes; of one longer than `maximumPayload` the first `maximumPayload + 1` will do.
            case bytes([UInt8])
            /// The broker does not show it.
            case unseen
            /// The broker does not show it, and its operator answers for nothing but acknowledgements being published on the topics of calls.
            case vouchedFor
        }

        /// What of its payload is known.
        public let content: Content
        /// Whether the broker is to keep it for later subscribers.
        public let isRetained: Bool

        /// A message.
        public init(content: Content, isRetained: Bool) {
            self.content = content
            self.isRetained = isRetained
        }

        /// A message of these bytes; of one longer than `maximumPayload` the first `maximumPayload + 1` will do.
        public init(payload: [UInt8], isRetained: Bool) { self.init(content: .bytes(payload), isRetained: isRetained) }
    }

    /// Longest payload that a member may publish, bytes.
    public static let maximumPayload = 4_096
}
