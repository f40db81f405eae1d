public import CallSignaling
public import FoundationEssentials

/// A signal as it waits in its call's document until the broker has it.
public struct OutboxEntry: Hashable, Sendable, Codable {
    /// The signal's number within its call.
    public let seq: Int
    /// Names of the topics it goes to.
    public let topics: [String]
    /// The JSON to publish, the same on every topic.
    public let payload: String
    /// After which it is dropped instead of published; invites only.
    public let expiresAt: Date?

    /// An entry.
    public init(seq: Int, topics: [String], payload: String, expiresAt: Date?) {
        self.seq = seq
        self.topics = topics
        self.payload = payload
        self.expiresAt = expiresAt
    }

    enum CodingKeys: String, CodingKey {
        case seq, topics, payload
        case expiresAt = "expires_at"
    }

    /// Key `signal_id` of the entry's payload.
    public func signalID(of call: CallID) -> String { Signal.id(of: call, seq) }
}

extension OutboxEntry {
    /// The entry of `signal`.
    public init(_ signal: Signal) throws {
        self.init(
            seq: signal.seq, topics: signal.topics.map(\.name), payload: try SignalJSON.encode(signal.payload), expiresAt: signal.expiresAt)
    }
}
