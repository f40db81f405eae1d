public import CallSignaling
public import FoundationEssentials

extension OutboxEntry {
    /// The entry's messages, one a topic; none when it has expired.
    public func messages(of call: CallID, at now: Date) -> [OutboundMessage] {
        var expirySeconds: UInt32?
        if let expiresAt {
            let left = expiresAt.timeIntervalSince(now)
            guard left > 0 else { return [] }
            expirySeconds = UInt32(left.rounded(.up))
        }
        return topics.map {
            OutboundMessage(topic: $0, payload: payload, signalID: signalID(of: call), expirySeconds: expirySeconds)
        }
    }
}
