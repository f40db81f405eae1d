public import FoundationEssentials

/// One line of a call's story: who did what, when, from which device.
public struct AuditEvent: Hashable, Sendable, Codable {
    /// What happened.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case created, invited, ringing, accepted, rejected, busy, cancelled, connected, left, ended, missed
        case timedOut = "timed_out"
        case updated, reconnecting, reconnected
        case mediaUp = "media_up"
        case mediaDown = "media_down"
        case muted, removed, quality
        case recordingRequested = "recording_requested"
        case recordingPlaced = "recording_placed"
        case recordingStarted = "recording_started"
        case recordingStopRequested = "recording_stop_requested"
        case recordingStopped = "recording_stopped"

        /// Whether it is only news, and among the first to go when the story gets too long.
        var isNews: Bool {
            switch self {
            case .updated, .muted, .quality, .reconnecting, .reconnected, .mediaUp, .mediaDown: true
            case .created, .invited, .ringing, .accepted, .rejected, .busy, .cancelled, .connected, .left, .ended, .missed, .timedOut,
                .removed, .recordingRequested, .recordingPlaced, .recordingStarted, .recordingStopRequested, .recordingStopped:
                false
            }
        }
    }

    /// 1, 2, 3 … within the call.
    public let seq: Int
    /// When.
    public let at: Date
    /// What.
    public let type: Kind
    /// The member concerned, or who acted on another; nil where the service itself acted on the whole call.
    public let by: MemberID?
    /// His device, where the app named one.
    public let device: DeviceID?
    /// On whom `by` acted: whom he muted or removed.
    public let target: MemberID?
}
