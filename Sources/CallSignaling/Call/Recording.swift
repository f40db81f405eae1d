public import FoundationEssentials

/// A recording of a call, from the host's wish to the files that came of it.
public struct Recording: Hashable, Sendable, Codable {
    /// How far it is.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// A host wants it.
        case requested
        /// The media server records.
        case active
        /// A host wants no more of it.
        case stopping
        /// Its files are there.
        case complete
        /// Nothing, or not all, was recorded.
        case failed

        /// Whether nothing more comes of it.
        public var isOver: Bool { self == .complete || self == .failed }

        /// Whether what is said is, or may soon be, recorded.
        var isOn: Bool { self == .requested || self == .active }
    }

    /// A file that was written.
    public struct File: Hashable, Sendable, Codable {
        /// Its path, as asked for.
        public let name: String
        /// Where it is to be had, as the media server says.
        public let location: String
        /// Bytes.
        public let size: Int
        /// How long it plays, seconds.
        public let duration: Double

        /// A file.
        public init(name: String, location: String, size: Int, duration: Double) {
            self.name = name
            self.location = location
            self.size = size
            self.duration = duration
        }
    }

    /// Most recordings of a call.
    public static let limit = 20
    /// Most files of one that are kept.
    static let fileLimit = 8

    /// Which host wanted it.
    public let by: MemberID
    /// When he said so.
    public let requestedAt: Date
    /// How far it is.
    public internal(set) var state: State
    /// The media server's id of it; nil until it has one.
    public internal(set) var mediaID: String?
    /// When the media server told that it records.
    public internal(set) var startedAt: Date?
    /// When it was over.
    public internal(set) var endedAt: Date?
    /// What was written.
    public internal(set) var files: [File]
    /// What went wrong.
    public internal(set) var error: String?

    enum CodingKeys: String, CodingKey {
        case by
        case requestedAt = "requested_at"
        case state
        case mediaID = "media_id"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case files, error
    }
}

/// What the media server tells of a recording. Reports come late, twice and out of order; what does not fit is without effect.
public struct RecordingReport: Hashable, Sendable {
    /// Its id; nil for the one that has none, since it could not be begun.
    public let mediaID: String?
    /// How far it is: `active`, `complete` or `failed`.
    public let state: Recording.State
    /// What was written.
    public let files: [Recording.File]
    /// What went wrong.
    public let error: String?

    /// A report.
    public init(_ mediaID: String?, _ state: Recording.State, files: [Recording.File] = [], error: String? = nil) {
        self.mediaID = mediaID
        self.state = state
        self.files = files
        self.error = error
    }
}
