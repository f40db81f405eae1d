/// When phones are woken by a push, beside what is published.
public struct PushRules: Hashable, Sendable {
    /// Whose phones.
    public enum Policy: String, CaseIterable, Hashable, Sendable {
        /// Those of members of whom no phone has acknowledged the invite within `delay`.
        case absent
        /// Everybody's, at once.
        case always
    }

    /// Whose phones.
    public var policy: Policy
    /// Seconds for a phone to acknowledge an invite that was published; heeded for those who may be absent only.
    public var delay: Double

    /// Rules.
    public init(policy: Policy = .absent, delay: Double = 2) {
        self.policy = policy
        self.delay = delay
    }

    /// Seconds from the invite to the push.
    var wait: Double { policy == .always ? 0 : delay }
}
