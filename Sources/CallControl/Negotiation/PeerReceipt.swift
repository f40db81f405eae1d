public import CallSignaling

/// What became of a message from one participant to another.
public struct PeerReceipt: Hashable, Sendable {
    /// To whom it went.
    public let to: MemberID
    /// Its number within the pair.
    public let seq: Int
    /// Key `signal_id` of its payload.
    public let signalID: String
    /// Whether nobody subscribes to it at the moment, as far as the broker tells: then it is kept for some seconds.
    public let isBuffered: Bool
}
