import CallControl

/// Body of `POST /api/webhooks`, and of `PATCH` for one of them.
struct WebhookBody: Decodable {
    let url: String?
    /// Absent to leave it, `["*"]` for all.
    let events: Set<WebhookEventType>??
    let isEnabled: Bool?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        url = try fields.text("url")
        events = try fields.texts("events").map { try Self.events($0, fields) }
        isEnabled = try fields.flag("is_enabled")
    }

    /// What of it changes an endpoint; at least one thing.
    var change: WebhookChange {
        get throws {
            guard url != nil || events != nil || isEnabled != nil else {
                throw Problem(.invalidBody, "The body must have at least one of url, events, is_enabled.")
            }
            return WebhookChange(url: url, events: events, isEnabled: isEnabled)
        }
    }

    private static func events(_ texts: [String], _ fields: BodyFields) throws -> Set<WebhookEventType>? {
        if texts == ["*"] { return nil }
        let types = texts.compactMap(WebhookEventType.init(rawValue:)).filter(WebhookEventType.wanted.contains)
        guard !texts.isEmpty, types.count == texts.count else {
            let names = WebhookEventType.wanted.map(\.rawValue).joined(separator: ", ")
            throw Problem(.invalidBody, #"events must be ["*"], or a list of some of: \#(names)."#)
        }
        return Set(types)
    }
}
