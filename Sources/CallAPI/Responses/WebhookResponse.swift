import CallControl
import CallSignaling
import FoundationEssentials

/// A webhook endpoint, as administrators see it: without its secrets, but for a new one.
struct WebhookResponse: AnswerBody {
    let endpoint: WebhookEndpoint
    /// The secret that was just made.
    var secret: WebhookSecret?

    enum CodingKeys: String, CodingKey {
        case id, url, events, secret
        case isEnabled = "is_enabled"
        case disabledReason = "disabled_reason"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case previousSecretExpiresAt = "previous_secret_expires_at"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(endpoint.id, forKey: .id)
        try container.encode(endpoint.url, forKey: .url)
        try container.encode(endpoint.events.map { $0.map(\.rawValue).sorted() } ?? ["*"], forKey: .events)
        try container.encode(endpoint.shutdown == nil, forKey: .isEnabled)
        try container.encode(Nullable(endpoint.shutdown?.rawValue), forKey: .disabledReason)
        try container.encode(Timestamp(endpoint.createdAt), forKey: .createdAt)
        try container.encode(Timestamp(endpoint.updatedAt), forKey: .updatedAt)
        try container.encode(Nullable<Timestamp>(endpoint.secrets.dropFirst().first?.expiresAt), forKey: .previousSecretExpiresAt)
        try container.encodeIfPresent(secret?.revealed, forKey: .secret)
    }
}

/// Answer of `GET /api/webhooks`.
struct WebhooksResponse: AnswerBody {
    let webhooks: [WebhookResponse]
    let limit: Int

    init(_ endpoints: [WebhookEndpoint]) {
        webhooks = endpoints.map { WebhookResponse(endpoint: $0) }
        limit = WebhookEndpoint.churchLimit
    }
}

/// Answer of `POST …/test`: what the receiver answered.
struct WebhookTestResponse: AnswerBody {
    let isDelivered: Bool
    let status: Nullable<Int>
    let failure: Nullable<String>

    init(_ outcome: WebhookOutcome) {
        isDelivered = outcome.isDelivered
        switch outcome {
        case .answered(let status, _): (self.status, failure) = (Nullable(status), Nullable(nil))
        case .failed(let reason): (status, failure) = (Nullable(nil), Nullable(reason.rawValue))
        }
    }

    enum CodingKeys: String, CodingKey {
        case isDelivered = "delivered"
        case status, failure
    }
}
