import CallControl

/// Body of `POST …/dead-letters/replay`: which ones; all where it names none.
struct ReplayBody: Decodable {
    let ids: [String]?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        ids = try fields.texts("ids")
        guard (ids?.count ?? 1) <= WebhookDesk.pageSize, ids?.isEmpty != true else {
            throw Problem(.invalidBody, "ids must be a list of 1 to \(WebhookDesk.pageSize) ids of messages.")
        }
    }
}
