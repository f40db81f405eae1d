import CallSignaling
import FoundationEssentials

/// A participant with where he stands and when each step was.
struct ParticipantDetailResponse: Encodable, Sendable {
    let participant: ParticipantResponse
    let state: ParticipantState
    let invitedAt: Nullable<Timestamp>
    let alertedAt: Nullable<Timestamp>
    let acceptedAt: Nullable<Timestamp>
    let reconnectingSince: Nullable<Timestamp>
    let quality: Nullable<QualityLevel>
    let worstQuality: Nullable<QualityLevel>
    let finishedAt: Nullable<Timestamp>

    init(_ participant: Participant) {
        self.participant = ParticipantResponse(participant)
        state = participant.state
        invitedAt = Nullable(participant.invitedAt)
        alertedAt = Nullable(participant.alertedAt)
        acceptedAt = Nullable(participant.acceptedAt)
        reconnectingSince = Nullable(participant.reconnectingSince)
        quality = Nullable(participant.quality)
        worstQuality = Nullable(participant.worstQuality)
        finishedAt = Nullable(participant.finishedAt)
    }

    enum CodingKeys: String, CodingKey {
        case state
        case invitedAt = "invited_at"
        case alertedAt = "alerted_at"
        case acceptedAt = "accepted_at"
        case reconnectingSince = "reconnecting_since"
        case quality
        case worstQuality = "worst_quality"
        case finishedAt = "finished_at"
    }

    /// Everything on one level.
    func encode(to encoder: any Encoder) throws {
        try participant.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(state, forKey: .state)
        try container.encode(invitedAt, forKey: .invitedAt)
        try container.encode(alertedAt, forKey: .alertedAt)
        try container.encode(acceptedAt, forKey: .acceptedAt)
        try container.encode(reconnectingSince, forKey: .reconnectingSince)
        try container.encode(quality, forKey: .quality)
        try container.encode(worstQuality, forKey: .worstQuality)
        try container.encode(finishedAt, forKey: .finishedAt)
    }
}
