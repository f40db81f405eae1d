public import FoundationEssentials

/// What became of a push, as far as the vendor's documented statuses tell.
public enum PushResult: Sendable, Hashable {
    /// The vendor has taken it. Whether and when the phone gets it nobody tells.
    case delivered
    /// The token is good for nothing any more, and should be forgotten: the app is gone, or has another one. `since` when, where the vendor says.
    case tokenDead(since: Date?)
    /// Not now; after so many seconds, where the vendor says.
    case retry(after: Double?, reason: String)
    /// Never as it is: credentials, topic or form are not what the vendor wants. Somebody must act.
    case rejected(reason: String)
    /// Its time was over before it could be sent.
    case expired
}
