/// Somebody to call, and whether another call keeps him busy.
public struct Invitee: Hashable, Sendable {
    /// Who.
    public let member: Member
    /// Whether he is engaged: then he is listed as busy and does not ring.
    public var isEngaged: Bool
    /// Whether the call is left out of his history, where he does not ring.
    public var isUnlisted: Bool

    /// Somebody to call.
    public init(_ member: Member, isEngaged: Bool = false, isUnlisted: Bool = false) {
        self.member = member
        self.isEngaged = isEngaged
        self.isUnlisted = isUnlisted
    }
}
