import BSON
import CallControl
import CallSignaling
import FoundationEssentials

extension WebhookEndpoint {
    /// As stored.
    var document: BSONDocument {
        var document: BSONDocument = [
            "_id": .string(id.rawValue), "church_id": .string(churchID.rawValue), "url": .string(url),
            "secrets": .array(
                secrets.map { secret in
                    var entry: BSONDocument = ["sealed": .string(secret.text)]
                    if let date = secret.expiresAt { entry.append(.date(date), for: "expires_at") }
                    return .document(entry)
                }),
            "version": .int64(Int64(version)), "created_at": .date(createdAt), "updated_at": .date(updatedAt),
        ]
        if let events { document.append(.array(events.map(\.rawValue).sorted().map(BSONValue.string)), for: "events") }
        if let shutdown { document.append(.string(shutdown.rawValue), for: "shutdown") }
        return document
    }

    /// Nil for what is no endpoint. What cannot be read never has anything sent: event types that this version does not know are left out, and a
    /// shutdown for an unknown reason is one all the same.
    init?(_ document: BSONDocument) {
        guard let id = document["_id"]?.string.flatMap(WebhookID.init(validating:)), let church = document["church_id"]?.string,
            let url = document["url"]?.string, let secrets = document["secrets"]?.array, let version = document["version"]?.int,
            let createdAt = document["created_at"]?.date
        else { return nil }
        self.init(
            id: id, churchID: ChurchID(church), url: url,
            events: document["events"].map { value in
                Set((value.array ?? []).compactMap { $0.string.flatMap(WebhookEventType.init(rawValue:)) })
            },
            secrets: secrets.compactMap { entry in
                entry.document.flatMap { entry in
                    entry["sealed"]?.string.map {
                        SealedSecret(text: $0, expiresAt: entry["expires_at"].map { $0.date ?? .distantPast })
                    }
                }
            },
            shutdown: document["shutdown"].map { $0.string.flatMap(Shutdown.init(rawValue:)) ?? .administrator }, createdAt: createdAt,
            updatedAt: document["updated_at"]?.date, version: version)
    }
}
