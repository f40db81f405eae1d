import CallSignaling

/// A recording in `GET /api/calls/{id}`.
struct RecordingResponse: Encodable, Sendable {
    /// A file of it.
    struct File: Encodable, Sendable {
        let name: String
        let location: String
        let sizeBytes: Int
        let durationSeconds: Double

        enum CodingKeys: String, CodingKey {
            case name, location
            case sizeBytes = "size_bytes"
            case durationSeconds = "duration_seconds"
        }
    }

    let state: Recording.State
    let startedBy: MemberID
    let requestedAt: Timestamp
    let startedAt: Nullable<Timestamp>
    let endedAt: Nullable<Timestamp>
    let files: [File]
    let error: Nullable<String>

    init(_ recording: Recording) {
        state = recording.state
        startedBy = recording.by
        requestedAt = Timestamp(recording.requestedAt)
        startedAt = Nullable(recording.startedAt)
        endedAt = Nullable(recording.endedAt)
        files = recording.files.map {
            File(name: $0.name, location: $0.location, sizeBytes: $0.size, durationSeconds: $0.duration)
        }
        error = Nullable(recording.error)
    }

    enum CodingKeys: String, CodingKey {
        case state, files, error
        case startedBy = "started_by"
        case requestedAt = "requested_at"
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }
}
