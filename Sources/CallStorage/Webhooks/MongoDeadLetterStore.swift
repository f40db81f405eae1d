import BSON
public import CallControl
public import CallSignaling
public import Mongo

/// Messages that no endpoint took, in MongoDB: the collection `webhook_dead_letters`, one document each, removed by the database after 30 days.
///
/// `{ _id: "<webhook>/<message>", message_id, webhook_id, church_id, call_id?, seq, body, reason, attempts, died_at }`. Every filter names the church, by which
/// the collection may be sharded. Safe to use from anywhere, by any number of processes at once.
public struct MongoDeadLetterStore: DeadLetterStore {
    private let documents: MongoCollection
    private let limit: Int

    /// The messages in `database`, at most about `limit` of an endpoint: those who keep some at the same instant may exceed it.
    public init(database: MongoDatabase, limit: Int = DeadLetters.limit) {
        documents = database.collection("webhook_dead_letters")
        self.limit = limit
    }

    /// Creates the indexes: by endpoint and age, and that by which the database removes the old.
    public func prepare() async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            try await documents.createIndexes([
                IndexModel(keys: ["church_id": 1, "webhook_id": 1, "died_at": 1], name: "webhook"),
                IndexModel(keys: ["died_at": 1], name: "died_at", expireAfterSeconds: DeadLetters.lifetime),
            ])
        }
    }

    /// Keeps a message; see the port.
    public func keep(_ letter: DeadLetter) async throws {
        let id: BSONDocument = ["_id": .string(Self.id(letter.id, letter.webhookID)), "church_id": .string(letter.churchID.rawValue)]
        let all = Self.filter(letter.webhookID, letter.churchID)
        try await MongoFailure.translating { () throws(MongoError) in
            _ = try await documents.replaceOne(id, Self.document(of: letter), upsert: true)
            let excess = try await documents.count(all, limit: limit + 100) - limit
            guard excess > 0 else { return }
            let oldest = try await documents.find(
                all, options: FindOptions(sort: ["died_at": 1, "_id": 1], limit: excess, projection: ["_id": 1]))
            try await remove(oldest.compactMap { $0["_id"] }, letter.churchID)
        }
    }

    /// The endpoint's messages; a document that is none of ours is left out.
    public func letters(of webhook: WebhookID, in church: ChurchID, ids: [String]?, limit: Int) async throws -> [DeadLetter] {
        var filter = Self.filter(webhook, church)
        if let ids { filter.append(["$in": .array(ids.map { .string(Self.id($0, webhook)) })], for: "_id") }
        let options = FindOptions(sort: ["died_at": 1, "_id": 1], limit: limit)
        return try await MongoFailure.translating { () throws(MongoError) in try await documents.find(filter, options: options) }
            .compactMap { Self.letter($0, webhook, church) }
    }

    /// How many there are.
    public func count(of webhook: WebhookID, in church: ChurchID) async throws -> Int {
        try await MongoFailure.translating { () throws(MongoError) in try await documents.count(Self.filter(webhook, church)) }
    }

    /// Removes messages; see the port.
    public func remove(_ ids: [String], of webhook: WebhookID, in church: ChurchID) async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            try await remove(ids.map { .string(Self.id($0, webhook)) }, church)
        }
    }

    /// Removes all of them.
    public func removeAll(of webhook: WebhookID, in church: ChurchID) async throws {
        try await MongoFailure.translating { () throws(MongoError) in _ = try await documents.deleteMany(Self.filter(webhook, church)) }
    }

    private func remove(_ ids: [BSONValue], _ church: ChurchID) async throws(MongoError) {
        _ = try await documents.deleteMany(["_id": ["$in": .array(ids)], "church_id": .string(church.rawValue)])
    }

    private static func id(_ message: String, _ webhook: WebhookID) -> String { "\(webhook)/\(message)" }

    private static func filter(_ webhook: WebhookID, _ church: ChurchID) -> BSONDocument {
        ["church_id": .string(church.rawValue), "webhook_id": .string(webhook.rawValue)]
    }

    private static func document(of letter: DeadLetter) -> BSONDocument {
        var document: BSONDocument = [
            "_id": .string(id(letter.id, letter.webhookID)), "message_id": .string(letter.id),
            "webhook_id": .string(letter.webhookID.rawValue), "church_id": .string(letter.churchID.rawValue),
            "seq": .int64(Int64(letter.seq)), "body": .string(letter.body), "reason": .string(letter.reason),
            "attempts": .int64(Int64(letter.attempts)), "died_at": .date(letter.diedAt),
        ]
        if let call = letter.callID { document.append(.string(call.rawValue), for: "call_id") }
        return document
    }

    private static func letter(_ document: BSONDocument, _ webhook: WebhookID, _ church: ChurchID) -> DeadLetter? {
        guard let id = document["message_id"]?.string, let seq = document["seq"]?.int, let body = document["body"]?.string,
            let diedAt = document["died_at"]?.date
        else { return nil }
        return DeadLetter(
            id: id, webhookID: webhook, churchID: church, callID: document["call_id"]?.string.map { CallID($0) }, seq: seq, body: body,
            reason: document["reason"]?.string ?? "", attempts: document["attempts"]?.int ?? 0, diedAt: diedAt)
    }
}
