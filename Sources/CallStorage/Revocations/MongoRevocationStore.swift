import BSON
import CallSignaling
public import FoundationEssentials
public import Mongo
public import TokenVerification

/// Revocations in MongoDB: the collection `revocations`, one document each, removed by the database some time after their end.
///
/// Safe to use from anywhere, by any number of processes at once. Throws `DependencyFailure` when the database is down.
public struct MongoRevocationStore: RevocationStore {
    private enum Field {
        static let id = "_id"
        static let token = "jti"
        static let member = "member_id"
        static let church = "church_id"
        static let revokedAt = "revoked_at"
        static let until = "until"
    }

    private let documents: MongoCollection
    private let limit: Int

    /// The store in `database`, for at most about `limit` revocations: those who add at the same instant may exceed it.
    public init(database: MongoDatabase, limit: Int = RevocationList.limit) {
        documents = database.collection("revocations")
        self.limit = limit
    }

    /// Creates the index by which the database removes what is over.
    public func prepare() async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            try await documents.createIndexes([IndexModel(keys: [Field.until: 1], name: Field.until, expireAfterSeconds: 0)])
        }
    }

    /// Stores a revocation; see the port.
    public func add(_ revocation: Revocation) async throws {
        let key: BSONDocument = [Field.id: .string(revocation.subject.key)]
        let count = try await MongoFailure.translating { () throws(MongoError) in
            try await documents.count([Field.id: ["$ne": .string(revocation.subject.key)]], limit: limit)
        }
        guard count < limit else { throw TooManyRevocations() }
        try await MongoFailure.translating { () throws(MongoError) in
            _ = try await documents.replaceOne(key, Self.document(of: revocation), upsert: true)
        }
    }

    /// Takes a revocation back; see the port.
    public func remove(_ subject: Revocation.Subject) async throws -> Bool {
        try await MongoFailure.translating { () throws(MongoError) in
            try await documents.deleteOne([Field.id: .string(subject.key)]) > 0
        }
    }

    /// Those that hold at `date`; a document that is none of ours is left out.
    public func revocations(at date: Date) async throws -> [Revocation] {
        let options = FindOptions(sort: [Field.until: 1], limit: limit)
        let found = try await MongoFailure.translating { () throws(MongoError) in
            try await documents.find([Field.until: ["$gt": .date(date)]], options: options)
        }
        return found.compactMap(Self.revocation)
    }

    private static func document(of revocation: Revocation) -> BSONDocument {
        var document: BSONDocument = [Field.id: .string(revocation.subject.key)]
        switch revocation.subject {
        case .token(let id): document.append(.string(id), for: Field.token)
        case .member(let id, let church):
            document.append(.string(church.rawValue), for: Field.church)
            document.append(.string(id.rawValue), for: Field.member)
        }
        document.append(.date(revocation.revokedAt), for: Field.revokedAt)
        document.append(.date(revocation.until), for: Field.until)
        return document
    }

    private static func revocation(of document: BSONDocument) -> Revocation? {
        guard let revokedAt = document[Field.revokedAt]?.date, let until = document[Field.until]?.date else { return nil }
        if let id = document[Field.token]?.string { return Revocation(.token(id), revokedAt: revokedAt, until: until) }
        guard let member = document[Field.member]?.string.flatMap(MemberID.init(validating:)),
            let church = document[Field.church]?.string.flatMap(ChurchID.init(validating:))
        else { return nil }
        return Revocation(.member(member, church), revokedAt: revokedAt, until: until)
    }
}

extension Revocation.Subject {
    /// The document's id. No id of a church or member has a blank in it.
    fileprivate var key: String {
        switch self {
        case .token(let id): "token \(id)"
        case .member(let id, let church): "member \(church.rawValue) \(id.rawValue)"
        }
    }
}
