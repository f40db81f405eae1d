public import FoundationEssentials

/// What a verified token says.
public struct VerifiedToken: Sendable, Hashable {
    /// Whom it stands for.
    public let identity: Identity
    /// When it ends; some seconds of leeway come on top of it. At the latest in the year 9999.
    public let expiry: Date
    /// Its own id (`jti`), where it has one.
    public let id: String?
    /// When it was made (`iat`), where it says so. Whole seconds with most issuers.
    public let issuedAt: Date?
    /// The key that verified it.
    let key: VerificationKey.Fingerprint

    /// Tells the key that verified it from others, and nothing of it.
    public var keyMark: String { key.text }
}
