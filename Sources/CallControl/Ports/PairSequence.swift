public import CallSignaling
public import FoundationEssentials

/// One participant of a call speaking to another.
public struct PeerPair: Hashable, Sendable {
    /// The call.
    public let call: CallKey
    /// Who speaks.
    public let from: MemberID
    /// To whom.
    public let to: MemberID

    /// A pair.
    public init(_ call: CallKey, from: MemberID, to: MemberID) {
        self.call = call
        self.from = from
        self.to = to
    }

    /// The other way round.
    public var reversed: PeerPair { PeerPair(call, from: to, to: from) }

    /// Key `signal_id` of its `seq`-th message. No id has a slash in it, so no two pairs share one.
    public func signalID(_ seq: Int) -> String { "\(call.callID)/\(from)/\(to)/\(seq)" }
}

/// Numbers what participants tell one another, whichever instance they tell it (docs/decisions/0038). Both throw `DependencyFailure`.
public protocol PairSequence: Sendable {
    /// The pair's next number: 1, 2, 3 … No two get the same one, and who asks after another was answered gets a greater one. May be forgotten after
    /// `date`. Atomic.
    func next(of pair: PeerPair, keptUntil date: Date) async throws -> Int

    /// Prepares the store, so that what is over is forgotten. May be done again.
    func prepare() async throws
}
