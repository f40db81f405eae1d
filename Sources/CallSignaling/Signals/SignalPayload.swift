public import FoundationEssentials

/// A signal as published: a JSON object with `type`, `call_id`, `timestamp`, `signal_id`, `seq` and the keys of its type.
public struct SignalPayload: Sendable, Hashable {
    /// The call.
    public let callID: CallID
    /// When what it tells of happened.
    public let timestamp: Date
    /// The same for every delivery of one signal; nil in what an app published.
    public let signalID: String?
    /// 1, 2, 3 … within the call; nil in what an app published.
    public let seq: Int?
    /// The rest.
    public let body: SignalBody

    /// A payload.
    public init(callID: CallID, timestamp: Date, signalID: String?, seq: Int?, body: SignalBody) {
        self.callID = callID
        self.timestamp = timestamp
        self.signalID = signalID
        self.seq = seq
        self.body = body
    }

    enum CodingKeys: String, CodingKey {
        case type
        case callID = "call_id"
        case timestamp
        case signalID = "signal_id"
        case seq
    }
}

extension SignalPayload: Codable {
    /// Decodes any type there is; an unknown one is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        callID = try container.decode(CallID.self, forKey: .callID)
        timestamp = try container.decode(Timestamp.self, forKey: .timestamp).date
        signalID = try container.decodeIfPresent(String.self, forKey: .signalID)
        seq = try container.decodeIfPresent(Int.self, forKey: .seq)
        body = try SignalBody(type: container.decode(SignalType.self, forKey: .type), from: decoder)
    }

    /// Encodes all keys into one object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(body.type, forKey: .type)
        try container.encode(callID, forKey: .callID)
        try container.encode(Timestamp(timestamp), forKey: .timestamp)
        try container.encodeIfPresent(signalID, forKey: .signalID)
        try container.encodeIfPresent(seq, forKey: .seq)
        try body.encodeFields(to: encoder)
    }
}
