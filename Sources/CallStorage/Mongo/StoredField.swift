import BSON
import CallSignaling

/// One field of a call's Codable form: its value in a document, and whether it is the same in two calls.
struct StoredField: Sendable {
    let key: String
    /// Nil where the field is absent; written `.none`, for `nil` would be BSON's null.
    let value: @Sendable (Call) -> BSONValue?
    let isSame: @Sendable (Call, Call) -> Bool

    private init(_ key: String, _ isSame: @escaping @Sendable (Call, Call) -> Bool, _ value: @escaping @Sendable (Call) -> BSONValue?) {
        self.key = key
        self.value = value
        self.isSame = isSame
    }

    /// What is told when the call is made, and never changes.
    static let fixed = [
        StoredField(CallField.id, { _, _ in true }) { .string($0.id.rawValue) },
        StoredField(CallField.church, { _, _ in true }) { .string($0.churchID.rawValue) },
        StoredField(CallField.type, { _, _ in true }) { .string($0.type.rawValue) },
        StoredField("community", { _, _ in true }) { $0.community.map { .document(BSONDocument($0)) } },
        StoredField("subgroup_id", { _, _ in true }) { $0.subgroupID.map { .string($0) } },
        StoredField("livekit_url", { _, _ in true }) { .string($0.mediaURL) },
        StoredField("timeouts", { _, _ in true }) { .document(BSONDocument($0.timeouts)) },
        StoredField(CallField.initiatedAt, { _, _ in true }) { .date($0.initiatedAt) },
        StoredField(CallField.roomName, { _, _ in true }) { .string($0.roomName) },
        StoredField(CallField.callerID, { _, _ in true }) { .string($0.caller.id.rawValue) },
    ]

    /// What a change may change.
    static let changing = [
        StoredField("status", { $0.status == $1.status }) { .string($0.status.rawValue) },
        StoredField(CallField.participants, { $0.participants == $1.participants }) {
            .array($0.participants.map { .document(BSONDocument($0)) })
        },
        StoredField("answered_at", { $0.answeredAt == $1.answeredAt }) { $0.answeredAt.map { .date($0) } },
        StoredField("active_at", { $0.activeAt == $1.activeAt }) { $0.activeAt.map { .date($0) } },
        StoredField(CallField.endedAt, { $0.endedAt == $1.endedAt }) { $0.endedAt.map { .date($0) } },
        StoredField(CallField.duration, { $0.durationSeconds == $1.durationSeconds }) { $0.durationSeconds.map { .int64(Int64($0)) } },
        StoredField("end_reason", { $0.endReason == $1.endReason }) { $0.endReason.map { .string($0.rawValue) } },
        StoredField("ended_by", { $0.endedBy == $1.endedBy }) { $0.endedBy.map { .string($0.rawValue) } },
        StoredField(CallField.deadline, { $0.deadline == $1.deadline }) { $0.deadline.map { .date($0) } },
        StoredField(CallField.version, { $0.version == $1.version }) { .int64(Int64($0.version)) },
        StoredField(CallField.seq, { $0.seq == $1.seq }) { .int64(Int64($0.seq)) },
        StoredField(CallField.eventSeq, { $0.eventSeq == $1.eventSeq }) { .int64(Int64($0.eventSeq)) },
        StoredField(CallField.requests, { $0.requests == $1.requests }) { call in
            call.requests.isEmpty ? .none : .array(call.requests.map { .document(BSONDocument($0)) })
        },
        StoredField("recordings", { $0.recordings == $1.recordings }) { call in
            call.recordings.isEmpty ? .none : .array(call.recordings.map { .document(BSONDocument($0)) })
        },
        StoredField(CallField.members, { $0.listed == $1.listed }) { CallDocument.ids($0.listed) },
    ]

    /// What is written with each change, whether or not it is the same: the busy lock mends itself that way.
    static let constant = [
        StoredField(CallField.engaged, { _, _ in false }) { $0.engaged.isEmpty ? .none : CallDocument.ids($0.engaged) },
        StoredField(CallField.updatedAt, { _, _ in false }) { .date($0.events.last?.at ?? $0.initiatedAt) },
    ]
}
