import BSON
import CallSignaling
public import FoundationEssentials
public import Mongo
public import TokenVerification

/// API keys in MongoDB: the collection `api_keys`, one document each, removed by the database 90 days after the key has ended or was revoked.
///
/// Safe to use from anywhere, by any number of processes at once. Throws `DependencyFailure` when the database is down.
public struct MongoAPIKeyStore: APIKeyStore {
    private enum Field {
        static let id = "_id"
        static let name = "name"
        static let hash = "secret_sha256"
        static let churches = "churches"
        static let actions = "actions"
        static let createdAt = "created_at"
        static let expiresAt = "expires_at"
        static let revokedAt = "revoked_at"
        static let lastUsedAt = "last_used_at"
    }

    /// How long a key that is good no more is shown, seconds.
    private static let memory = 90 * 86_400

    private let documents: MongoCollection
    private let limit: Int

    /// The store in `database`, for at most about `limit` keys: those who add at the same instant may exceed it.
    public init(database: MongoDatabase, limit: Int = APIKeyRing.limit) {
        documents = database.collection("api_keys")
        self.limit = limit
    }

    /// Creates the indexes by which the database removes what has long ended.
    public func prepare() async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            try await documents.createIndexes(
                [Field.expiresAt, Field.revokedAt].map { IndexModel(keys: [$0: 1], name: $0, expireAfterSeconds: Self.memory) })
        }
    }

    /// Stores a new key; see the port.
    public func add(_ key: APIKey) async throws {
        let count = try await MongoFailure.translating { () throws(MongoError) in try await documents.count(limit: limit) }
        guard count < limit else { throw TooManyAPIKeys() }
        try await MongoFailure.translating { () throws(MongoError) in try await documents.insert([Self.document(of: key)]) }
    }

    /// Revokes a key; see the port.
    public func revoke(_ id: APIKeyID, at date: Date) async throws -> APIKey? {
        let key: BSONDocument = [Field.id: .string(id.rawValue)]
        let unrevoked: BSONDocument = [Field.id: .string(id.rawValue), Field.revokedAt: ["$exists": false]]
        let found = try await MongoFailure.translating { () throws(MongoError) in
            _ = try await documents.updateOne(unrevoked, ["$set": [Field.revokedAt: .date(date)]])
            return try await documents.findOne(key)
        }
        return found.flatMap(Self.key)
    }

    /// Takes note of a use; see the port.
    public func noteUse(of id: APIKeyID, at date: Date) async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            _ = try await documents.updateOne([Field.id: .string(id.rawValue)], ["$max": [Field.lastUsedAt: .date(date)]])
        }
    }

    /// All keys, the oldest first; a document that is none of ours is left out.
    public func keys() async throws -> [APIKey] {
        let options = FindOptions(sort: [Field.createdAt: 1, Field.id: 1], limit: limit)
        let found = try await MongoFailure.translating { () throws(MongoError) in try await documents.find([:], options: options) }
        return found.compactMap(Self.key)
    }

    private static func document(of key: APIKey) -> BSONDocument {
        var document: BSONDocument = [
            Field.id: .string(key.id.rawValue), Field.name: .string(key.name), Field.hash: .string(key.hash.text),
            Field.churches: .array(key.scope.texts.map(BSONValue.string)),
            Field.actions: .array(key.actions.map(\.rawValue).sorted().map(BSONValue.string)), Field.createdAt: .date(key.createdAt),
        ]
        if let date = key.expiresAt { document.append(.date(date), for: Field.expiresAt) }
        if let date = key.revokedAt { document.append(.date(date), for: Field.revokedAt) }
        if let date = key.lastUsedAt { document.append(.date(date), for: Field.lastUsedAt) }
        return document
    }

    /// Nil for what is no key. What cannot be read never gives a right: actions that this version does not know are left out, and a date that
    /// is none is taken for one that has passed.
    private static func key(of document: BSONDocument) -> APIKey? {
        guard let id = document[Field.id]?.string.flatMap(APIKeyID.init(validating:)), let name = document[Field.name]?.string,
            let hash = document[Field.hash]?.string.flatMap(SecretHash.init(text:)),
            let churches = document[Field.churches]?.array, let actions = document[Field.actions]?.array,
            let scope = ChurchScope(texts: churches.map { $0.string ?? "" }), let createdAt = document[Field.createdAt]?.date
        else { return nil }
        return APIKey(
            id: id, name: name, hash: hash, scope: scope, actions: Set(actions.compactMap { $0.string.flatMap(APIAction.init(rawValue:)) }),
            createdAt: createdAt, expiresAt: document[Field.expiresAt].map { $0.date ?? .distantPast },
            revokedAt: document[Field.revokedAt].map { $0.date ?? .distantPast },
            lastUsedAt: document[Field.lastUsedAt]?.date)
    }
}
