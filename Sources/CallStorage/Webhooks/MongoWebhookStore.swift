import BSON
public import CallControl
public import CallSignaling
public import Mongo

/// Webhook endpoints in MongoDB: the collection `webhook_endpoints`, one document each.
///
/// `{ _id, church_id, url, events?, secrets: [{ sealed, expires_at? }], shutdown?, version, created_at, updated_at }`. Every filter names the church, by
/// which the collection may be sharded. Safe to use from anywhere, by any number of processes at once.
public struct MongoWebhookStore: WebhookStore {
    private let documents: MongoCollection

    /// The endpoints in `database`.
    public init(database: MongoDatabase) { documents = database.collection("webhook_endpoints") }

    /// Creates the index by which a church's endpoints are found.
    public func prepare() async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            try await documents.createIndexes([IndexModel(keys: ["church_id": 1, "created_at": 1], name: "church")])
        }
    }

    /// Stores a new endpoint; see the port.
    public func add(_ endpoint: WebhookEndpoint) async throws {
        let limit = WebhookEndpoint.churchLimit
        let count = try await MongoFailure.translating { () throws(MongoError) in
            try await documents.count(["church_id": .string(endpoint.churchID.rawValue)], limit: limit)
        }
        guard count < limit else { throw WebhookLimitReached() }
        try await MongoFailure.translating { () throws(MongoError) in try await documents.insert([endpoint.document]) }
    }

    /// Changes an endpoint; see the port.
    public func replace(_ endpoint: WebhookEndpoint, expecting version: Int) async throws -> Bool {
        var filter = Self.filter(endpoint.id, endpoint.churchID)
        filter.append(.int64(Int64(version)), for: "version")
        return try await MongoFailure.translating { () throws(MongoError) in
            try await documents.replaceOne(filter, endpoint.document).matched == 1
        }
    }

    /// Removes an endpoint; see the port.
    public func remove(_ id: WebhookID, in church: ChurchID) async throws -> Bool {
        try await MongoFailure.translating { () throws(MongoError) in try await documents.deleteOne(Self.filter(id, church)) == 1 }
    }

    /// The endpoint; nil also for a document that is none of ours.
    public func endpoint(_ id: WebhookID, in church: ChurchID) async throws -> WebhookEndpoint? {
        try await MongoFailure.translating { () throws(MongoError) in try await documents.findOne(Self.filter(id, church)) }
            .flatMap(WebhookEndpoint.init)
    }

    /// The church's endpoints; a document that is none of ours is left out.
    public func endpoints(in church: ChurchID) async throws -> [WebhookEndpoint] {
        let options = FindOptions(sort: ["created_at": 1, "_id": 1], limit: 4 * WebhookEndpoint.churchLimit)
        return try await MongoFailure.translating { () throws(MongoError) in
            try await documents.find(["church_id": .string(church.rawValue)], options: options)
        }.compactMap(WebhookEndpoint.init)
    }

    /// The church's endpoints. Asks each time.
    public func recentEndpoints(in church: ChurchID) async throws -> [WebhookEndpoint] { try await endpoints(in: church) }

    private static func filter(_ id: WebhookID, _ church: ChurchID) -> BSONDocument {
        ["_id": .string(id.rawValue), "church_id": .string(church.rawValue)]
    }
}
