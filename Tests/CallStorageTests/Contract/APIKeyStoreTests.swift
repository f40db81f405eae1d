import BSON
import CallSignaling
import Foundation
import Mongo
import Testing
import TokenVerification

@testable import CallStorage

/// API keys are kept, and revoked for ever, the same in both stores.
@Suite struct APIKeyStoreTests {
    private static let noon = Date(timeIntervalSince1970: 1_800_000_000.125)

    private func withKeys(
        _ kind: StoreKind, limit: Int = APIKeyRing.limit, _ body: (any APIKeyStore) async throws -> Void
    ) async throws {
        switch kind {
        case .memory: try await body(MemoryAPIKeyStore(limit: limit))
        case .mongo: try await withMongoDatabase { try await body(MongoAPIKeyStore(database: $0, limit: limit)) }
        }
    }

    private func key(
        _ name: String = "back end", scope: ChurchScope = .every, actions: Set<APIAction> = [.createCalls], made seconds: Double = 0,
        expires: Date? = nil
    ) -> APIKey {
        let text = APIKeyText.make()
        return APIKey(
            id: text.id, name: name, hash: text.hash, scope: scope, actions: actions, createdAt: Self.noon + seconds, expiresAt: expires)
    }

    @Test(arguments: StoreKind.tested) func whatIsAddedIsReadAsItWas(_ kind: StoreKind) async throws {
        try await withKeys(kind) { store in
            try await store.prepare()
            try await store.prepare()
            let all = [
                key(),
                key("Gemeinde ü $where", scope: .only([ChurchID("grace"), ChurchID("hope")]), actions: Set(APIAction.allCases), made: 1),
                key(scope: .only([ChurchID("a.b@c:d-e_f")]), actions: [], made: 2, expires: Self.noon + 60),
            ]
            for key in all.reversed() { try await store.add(key) }
            #expect(try await store.keys() == all)
        }
    }

    @Test(arguments: StoreKind.tested) func aKeyIsRevokedOnceAndForEver(_ kind: StoreKind) async throws {
        try await withKeys(kind) { store in
            let (one, other) = (key(), key(made: 1))
            for key in [one, other] { try await store.add(key) }
            var revoked = one
            revoked.revokedAt = Self.noon + 5
            #expect(try await store.revoke(one.id, at: Self.noon + 5) == revoked)
            #expect(try await store.revoke(one.id, at: Self.noon + 9) == revoked, "the first time counts")
            #expect(try await store.keys() == [revoked, other])
            #expect(try await store.revoke(APIKeyText.make().id, at: Self.noon) == nil)
        }
    }

    @Test(arguments: StoreKind.tested) func theLastUseIsKept(_ kind: StoreKind) async throws {
        try await withKeys(kind) { store in
            let (one, other) = (key(), key(made: 1))
            for key in [one, other] { try await store.add(key) }
            for seconds in [5.0, 9, 7] { try await store.noteUse(of: one.id, at: Self.noon + seconds) }
            try await store.noteUse(of: APIKeyText.make().id, at: Self.noon)
            #expect(try await store.keys().map(\.lastUsedAt) == [Self.noon + 9, nil])
        }
    }

    @Test(arguments: StoreKind.tested) func thereIsALimit(_ kind: StoreKind) async throws {
        try await withKeys(kind, limit: 2) { store in
            for seconds in [0.0, 1] { try await store.add(key(made: seconds)) }
            await #expect(throws: TooManyAPIKeys.self) { try await store.add(key(made: 2)) }
            #expect(try await store.keys().count == 2)
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func theDatabaseRemovesWhatHasLongEnded() async throws {
        try await withMongoDatabase { database in
            try await MongoAPIKeyStore(database: database).prepare()
            let indexes = try await database.collection("api_keys").listIndexes()
            for name in ["expires_at", "revoked_at"] {
                let index = indexes.first { $0["name"]?.string == name }
                #expect(index?["key"]?.document?[name]?.int == 1)
                #expect(index?["expireAfterSeconds"]?.int == 7_776_000)
            }
        }
    }

    /// What somebody has spoilt by hand gives fewer rights, never more.
    @Test(.enabled(if: Service.hasMongod, "no mongod")) func strangeDocumentsGiveNoRights() async throws {
        try await withMongoDatabase { database in
            let store = MongoAPIKeyStore(database: database)
            let documents = database.collection("api_keys")
            let ids = (0..<6).map { "00000000000000a\($0)" }
            let hash = BSONValue.string(String(repeating: "0", count: 64))
            let good: [(String, BSONValue)] = [
                ("name", "x"), ("secret_sha256", hash), ("churches", ["grace"]), ("actions", ["calls:read", "calls:future", 1]),
                ("created_at", .date(Self.noon)),
            ]
            let changes: [(String, BSONValue)] = [
                ("churches", []), ("churches", ["grace", "*"]), ("secret_sha256", ""), ("expires_at", "never"), ("revoked_at", false),
                ("note", "good"),
            ]
            for (id, change) in zip(ids, changes) {
                let fields = [("_id", BSONValue.string(id))] + good.filter { $0.0 != change.0 } + [change]
                try await documents.insert([BSONDocument(fields)])
            }
            try await documents.insert([["_id": "x"], ["_id": 1]])
            let keys = try await store.keys()
            #expect(keys.map(\.id.rawValue) == Array(ids[3...]))
            #expect(keys.allSatisfy { $0.actions == [.readCalls] })
            let ring = APIKeyRing()
            ring.replace(with: keys)
            #expect(keys[0].expiresAt == .distantPast && keys[1].revokedAt == .distantPast)
        }
    }
}
