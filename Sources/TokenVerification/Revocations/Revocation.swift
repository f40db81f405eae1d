public import CallSignaling
public import FoundationEssentials

/// That tokens which would be good are good no more.
public struct Revocation: Sendable, Hashable {
    /// Which tokens.
    public enum Subject: Sendable, Hashable {
        /// The one of this id (`jti`), whoever bears it.
        case token(String)
        /// All that were issued to a member before the revocation, for this church.
        case member(MemberID, ChurchID)
    }

    /// Which tokens.
    public let subject: Subject
    /// When they were revoked: of a member, tokens that were issued later are good.
    public let revokedAt: Date
    /// Until when this holds; by then the tokens should have expired.
    public let until: Date

    /// A revocation.
    public init(_ subject: Subject, revokedAt: Date, until: Date) {
        self.subject = subject
        self.revokedAt = revokedAt
        self.until = until
    }

    /// Longest id of a token that can be revoked, bytes.
    public static let longestTokenID = 512
}
