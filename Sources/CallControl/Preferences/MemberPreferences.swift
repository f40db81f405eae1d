public import CallSignaling

/// By whom, and when, a member does not want to be called.
public struct MemberPreferences: Hashable, Sendable {
    /// Most members that one may block.
    public static let blockLimit = 1_000

    /// Whose calls he does not take, in the order of his blocking them; each once.
    public var blocked: [MemberID]
    /// Set while he takes no calls at all.
    public var doNotDisturb: DoNotDisturb?

    /// Preferences; by default he takes all calls.
    public init(blocked: [MemberID] = [], doNotDisturb: DoNotDisturb? = nil) {
        self.blocked = blocked
        self.doNotDisturb = doNotDisturb
    }
}
