extension SignalBody {
    /// `recording_started`.
    public struct RecordingStart: Sendable, Hashable, Codable {
        /// The host who wanted it.
        public let startedBy: MemberID

        init(_ host: MemberID) { startedBy = host }

        enum CodingKeys: String, CodingKey {
            case startedBy = "started_by"
        }
    }

    /// `recording_stopped`.
    public struct RecordingEnd: Sendable, Hashable, Codable {
        /// Why.
        public enum Reason: String, Sendable, Codable, CaseIterable {
            case stopped, failed
        }

        /// Why.
        public let reason: Reason

        init(isFailed: Bool) { reason = isFailed ? .failed : .stopped }
    }
}
