/// Why a call is over (CONTRACT, REST). The CallKit and Telecom equivalents stand in `docs/client-guide.md`.
public enum EndReason: String, Sendable, Codable, CaseIterable {
    /// Somebody hung up, or the others had left.
    case normal
    /// Nobody answered in time.
    case missed
    /// Every callee declined.
    case rejected
    /// Every callee was engaged.
    case busy
    /// The media never came up.
    case failed
    /// An app lost its connection and said so.
    case networkError = "network_error"
    /// The call reached the longest duration allowed.
    case timeout
    /// The caller gave up before anybody answered.
    case cancelled
}
