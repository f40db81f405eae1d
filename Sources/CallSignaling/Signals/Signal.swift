public import FoundationEssentials

/// One thing to tell, and where. Its payload is the same on every topic; receivers know it again by `id`.
public struct Signal: Sendable, Hashable {
    /// The call it tells of.
    public let callID: CallID
    /// The call's tenant.
    public let churchID: ChurchID
    /// 1, 2, 3 … within the call.
    public let seq: Int
    /// When what it tells of happened.
    public let timestamp: Date
    /// Where it goes; at least one.
    public let topics: [Topic]
    /// What it says.
    public let body: SignalBody
    /// After which nobody wants it any more; invites only.
    public let expiresAt: Date?

    /// A signal.
    public init(
        callID: CallID, churchID: ChurchID, seq: Int, timestamp: Date, topics: [Topic], body: SignalBody, expiresAt: Date? = nil
    ) {
        self.callID = callID
        self.churchID = churchID
        self.seq = seq
        self.timestamp = timestamp
        self.topics = topics
        self.body = body
        self.expiresAt = expiresAt
    }

    /// Key `signal_id`: the same for every delivery, repeat and topic of this signal.
    public var id: String { Self.id(of: callID, seq) }

    /// What is published.
    public var payload: SignalPayload { SignalPayload(callID: callID, timestamp: timestamp, signalID: id, seq: seq, body: body) }

    /// Key `signal_id` of the `seq`-th signal of a call.
    public static func id(of call: CallID, _ seq: Int) -> String { "\(call)-\(seq)" }
}
