import CallControl
import CallSignaling
import FoundationEssentials

/// What a webhook tells of: one line of a call's story, or its end.
struct WebhookEvent: Sendable, Hashable {
    /// Numbers of one line: its own, then those of whom it called in, then the call's end.
    private static let numbersPerLine = 1_000
    private static let lastOfLine = 999

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// What it is.
    let type: WebhookEventType
    /// Its place among the events of its call: higher than those before it.
    let number: Int
    /// The message that tells it.
    let message: WebhookMessage

    /// What is to be told of a call's changes, in order: always the same numbers and ids for the same lines. The call in them is as it is by now.
    static func events(of followUp: FollowUp) throws -> [WebhookEvent] {
        let call = followUp.call
        // What becomes of recordings is told after a call's end too, and does not end it again.
        let last = call.events.last { ![.recordingPlaced, .recordingStarted, .recordingStopped].contains($0.type) }?.seq
        return try followUp.events.flatMap { line in
            var events: [WebhookEvent] = []
            for (index, one) in told(by: line, call).enumerated() {
                events.append(try WebhookEvent(one.type, line, index == 0 ? "" : "_\(index)", index, about: one.participant, call))
            }
            if line.seq == last, !call.status.isLive {
                events.append(try WebhookEvent(.callEnded, line, "_ended", lastOfLine, about: nil, call))
            }
            return events
        }
    }

    private init(
        _ type: WebhookEventType, _ line: AuditEvent, _ suffix: String, _ index: Int, about participant: Participant?, _ call: Call
    )
        throws
    {
        let id = "evt_\(call.id)_\(line.seq)\(suffix)"
        let body = WebhookBodyText(
            id: id, type: type, createdAt: Timestamp(line.at), churchID: call.churchID, by: Nullable(line.by),
            call: CallDetailResponse(call, now: line.at), participant: Nullable(participant.map(ParticipantDetailResponse.init)))
        self.type = type
        number = line.seq * Self.numbersPerLine + index
        message = WebhookMessage(id: id, body: Array(try Self.encoder.encode(body)))
    }

    /// What a line tells, and about whom. That the call is over is told apart, whatever the last line is.
    private static func told(by line: AuditEvent, _ call: Call) -> [(type: WebhookEventType, participant: Participant?)] {
        let participant = (line.target ?? line.by).flatMap(call.participant)
        let type: WebhookEventType? =
            switch line.type {
            case .created: .callCreated
            case .ringing: .callRinging
            case .accepted: .callAccepted
            case .rejected: .callRejected
            case .busy: .callBusy
            case .missed: .callMissed
            case .cancelled: .callCancelled
            case .connected: .participantJoined
            case .left, .removed: .participantLeft
            case .timedOut: participant == nil ? nil : .participantLeft
            case .updated, .muted: .participantUpdated
            case .reconnecting: .participantReconnecting
            case .reconnected: .participantReconnected
            case .invited: .participantInvited
            case .ended, .mediaUp, .mediaDown, .quality: nil
            case .recordingRequested, .recordingPlaced, .recordingStarted, .recordingStopRequested, .recordingStopped: nil
            }
        guard let type else { return [] }
        guard type == .participantInvited else { return [(type, participant)] }
        let invited = call.participants.filter { $0.invitedAt == line.at || ($0.invitedAt == nil && $0.finishedAt == line.at) }
        return invited.isEmpty ? [(type, nil)] : invited.map { (type, $0) }
    }
}

/// A message about a call.
private struct WebhookBodyText: Encodable {
    let id: String
    let type: WebhookEventType
    let createdAt: Timestamp
    let churchID: ChurchID
    let by: Nullable<MemberID>
    let call: CallDetailResponse
    let participant: Nullable<ParticipantDetailResponse>

    enum CodingKeys: String, CodingKey {
        case id, type, by, call, participant
        case createdAt = "created_at"
        case churchID = "church_id"
    }
}
