/// Where a call stands; it follows from its participants.
public enum CallStatus: String, Sendable, Codable, CaseIterable {
    /// Somebody is invited, nobody has accepted.
    case ringing
    /// A callee has accepted, fewer than two have ever been in.
    case connecting
    /// Two have been in at once, if only once.
    case active
    /// Over, after an answer or by the caller's cancelling.
    case ended
    /// Over: nobody answered in time.
    case missed
    /// Over: every callee said no.
    case rejected
    /// Over: answered, yet never two were in.
    case failed
    /// Over: every callee was engaged, or said so.
    case busy

    /// Whether the call goes on.
    public var isLive: Bool {
        switch self {
        case .ringing, .connecting, .active: true
        case .ended, .missed, .rejected, .failed, .busy: false
        }
    }
}
