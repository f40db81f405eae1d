import BSON
import CallControl
import CallSignaling

/// A call's parts as BSON, written straight: `BSONEncoder` takes ten times as long, and each change writes some of them. Tests hold both to the same.
extension BSONDocument {
    init(_ part: Participant) {
        self.init()
        append(.document(BSONDocument(part.member)), for: "member")
        append(.string(part.role.rawValue), for: "role")
        append(.string(part.state.rawValue), for: "state")
        append(.document(BSONDocument(part.media)), for: "media")
        append(part.device.map { .string($0.rawValue) }, for: "device")
        append(part.inviteSeq.map { .int64(Int64($0)) }, for: "invite_seq")
        append(part.invitedAt.map { .date($0) }, for: "invited_at")
        append(part.ringDeadline.map { .date($0) }, for: "ring_deadline")
        append(part.alertedAt.map { .date($0) }, for: "alerted_at")
        append(part.acceptedAt.map { .date($0) }, for: "accepted_at")
        append(part.joinedAt.map { .date($0) }, for: "joined_at")
        append(part.reconnectingSince.map { .date($0) }, for: "reconnecting_since")
        append(part.isMediaUp.map { .bool($0) }, for: "is_media_up")
        append(part.quality.map { .string($0.rawValue) }, for: "quality")
        append(part.worstQuality.map { .string($0.rawValue) }, for: "worst_quality")
        append(part.leftAt.map { .date($0) }, for: "left_at")
        append(part.finishedAt.map { .date($0) }, for: "finished_at")
        append(part.dismissal.map { .document(BSONDocument($0)) }, for: "dismissal")
        append(.bool(part.isGlare), for: "is_glare")
        append(part.isUnlisted ? .bool(true) : .none, for: "unlisted")
    }

    init(_ event: AuditEvent) {
        self.init()
        append(.int64(Int64(event.seq)), for: "seq")
        append(.date(event.at), for: "at")
        append(.string(event.type.rawValue), for: "type")
        append(event.by.map { .string($0.rawValue) }, for: "by")
        append(event.device.map { .string($0.rawValue) }, for: "device")
        append(event.target.map { .string($0.rawValue) }, for: "target")
    }

    init(_ entry: OutboxEntry) {
        self.init()
        append(.int64(Int64(entry.seq)), for: "seq")
        append(.array(entry.topics.map { .string($0) }), for: "topics")
        append(.string(entry.payload), for: "payload")
        append(entry.expiresAt.map { .date($0) }, for: "expires_at")
    }

    init(_ request: AcceptedRequest) {
        self.init()
        append(.string(request.key), for: "key")
        append(.string(request.by.rawValue), for: "by")
        append(.string(request.fingerprint), for: "fingerprint")
        append(.date(request.at), for: "at")
        append(.bool(request.isCreation), for: "is_create")
    }

    init(_ recording: Recording) {
        self.init()
        append(.string(recording.by.rawValue), for: "by")
        append(.date(recording.requestedAt), for: "requested_at")
        append(.string(recording.state.rawValue), for: "state")
        append(recording.mediaID.map { .string($0) }, for: "media_id")
        append(recording.startedAt.map { .date($0) }, for: "started_at")
        append(recording.endedAt.map { .date($0) }, for: "ended_at")
        append(.array(recording.files.map { .document(BSONDocument($0)) }), for: "files")
        append(recording.error.map { .string($0) }, for: "error")
    }

    private init(_ file: Recording.File) {
        self = [
            "name": .string(file.name), "location": .string(file.location), "size": .int64(Int64(file.size)),
            "duration": .double(file.duration),
        ]
    }

    init(_ community: Community) {
        self.init()
        append(.string(community.id.rawValue), for: "id")
        append(community.name.map { .string($0) }, for: "name")
    }

    init(_ timeouts: CallTimeouts) {
        self = [
            "ring": .double(timeouts.ring), "connect": .double(timeouts.connect), "maximum": .double(timeouts.maximum),
            "reconnect": .double(timeouts.reconnect),
        ]
    }

    private init(_ member: Member) {
        self = ["id": .string(member.id.rawValue), "name": .string(member.name)]
        append(member.avatar.map { .string($0) }, for: "avatar")
    }

    private init(_ media: MediaFlags) {
        self = [
            "is_muted": .bool(media.isMuted), "is_video_enabled": .bool(media.isVideoEnabled), "is_speaker_on": .bool(media.isSpeakerOn),
            "is_screen_sharing": .bool(media.isScreenSharing), "is_hand_raised": .bool(media.isHandRaised),
        ]
    }

    private init(_ dismissal: Participant.Dismissal) {
        self = ["seq": .int64(Int64(dismissal.seq)), "reason": .string(dismissal.reason.rawValue), "at": .date(dismissal.at)]
        append(dismissal.removedBy.map { .string($0.rawValue) }, for: "removed_by")
    }

    /// Appends a value, if there is one.
    private mutating func append(_ value: BSONValue?, for key: String) {
        if let value { append(value, for: key) }
    }
}
