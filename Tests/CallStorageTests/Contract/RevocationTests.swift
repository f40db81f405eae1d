import BSON
import CallSignaling
import Foundation
import Mongo
import Testing
import TokenVerification

@testable import CallStorage

/// Revocations are kept until their end, one for each subject, the same in both stores.
@Suite struct RevocationTests {
    private static let noon = Date(timeIntervalSince1970: 1_800_000_000)
    private static let subjects: [Revocation.Subject] = [
        .token("t-1"), .token("member grace ann"), .token("$where"), .token("a.b\u{1F}ü"), .member("ann", "grace"), .member("ann", "hope"),
        .member("bob", "grace"),
    ]

    private func withRevocations(
        _ kind: StoreKind, limit: Int = RevocationList.limit, _ body: (any RevocationStore) async throws -> Void
    ) async throws {
        switch kind {
        case .memory: try await body(MemoryRevocationStore(limit: limit))
        case .mongo: try await withMongoDatabase { try await body(MongoRevocationStore(database: $0, limit: limit)) }
        }
    }

    private func revocation(_ subject: Revocation.Subject, until seconds: Double = 60) -> Revocation {
        Revocation(subject, revokedAt: Self.noon, until: Self.noon + seconds)
    }

    @Test(arguments: StoreKind.tested) func whatIsAddedIsReadAsItWas(_ kind: StoreKind) async throws {
        try await withRevocations(kind) { store in
            try await store.prepare()
            try await store.prepare()
            let all = Self.subjects.enumerated().map { revocation($1, until: 60 + Double($0)) }
            for revocation in all.reversed() { try await store.add(revocation) }
            #expect(try await store.revocations(at: Self.noon) == all)
        }
    }

    @Test(arguments: StoreKind.tested) func aSubjectHasOne(_ kind: StoreKind) async throws {
        try await withRevocations(kind) { store in
            for seconds in [60.0, 30, 90] { try await store.add(revocation(.token("t-1"), until: seconds)) }
            #expect(try await store.revocations(at: Self.noon) == [revocation(.token("t-1"), until: 90)])
        }
    }

    @Test(arguments: StoreKind.tested) func oneIsTakenBack(_ kind: StoreKind) async throws {
        try await withRevocations(kind) { store in
            for subject in Self.subjects { try await store.add(revocation(subject)) }
            #expect(try await store.remove(.member("ann", "grace")))
            #expect(try await !store.remove(.member("ann", "grace")))
            #expect(try await !store.remove(.member("eve", "grace")))
            let left = Set(try await store.revocations(at: Self.noon).map(\.subject))
            #expect(left == Set(Self.subjects).subtracting([.member("ann", "grace")]))
        }
    }

    @Test(arguments: StoreKind.tested) func whatIsOverIsNotRead(_ kind: StoreKind) async throws {
        try await withRevocations(kind) { store in
            try await store.add(revocation(.token("t-1"), until: 10))
            try await store.add(revocation(.token("t-2"), until: 20))
            #expect(try await store.revocations(at: Self.noon + 9.999).count == 2)
            #expect(try await store.revocations(at: Self.noon + 10).map(\.subject) == [.token("t-2")])
        }
    }

    @Test(arguments: StoreKind.tested) func thereIsALimit(_ kind: StoreKind) async throws {
        try await withRevocations(kind, limit: 3) { store in
            for index in 0..<3 { try await store.add(revocation(.token("t-\(index)"))) }
            await #expect(throws: TooManyRevocations.self) { try await store.add(revocation(.token("t-3"))) }
            try await store.add(revocation(.token("t-2"), until: 90))
            #expect(try await store.revocations(at: Self.noon).count == 3)
            #expect(try await store.remove(.token("t-0")))
            try await store.add(revocation(.token("t-3")))
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func theDatabaseRemovesWhatIsOver() async throws {
        try await withMongoDatabase { database in
            try await MongoRevocationStore(database: database).prepare()
            let index = try await database.collection("revocations").listIndexes().first { $0["name"]?.string == "until" }
            #expect(index?["key"]?.document?["until"]?.int == 1)
            #expect(index?["expireAfterSeconds"]?.int == 0)
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func strangeDocumentsAreLeftOut() async throws {
        try await withMongoDatabase { database in
            let store = MongoRevocationStore(database: database)
            let until = Self.noon + 60
            try await database.collection("revocations").insert([
                ["_id": 1, "until": .date(until)],
                ["_id": 2, "until": .date(until), "revoked_at": .date(until), "member_id": "a b", "church_id": "g"],
                ["_id": 3, "until": "soon", "jti": "t"],
            ])
            try await store.add(revocation(.token("t-1")))
            #expect(try await store.revocations(at: Self.noon).map(\.subject) == [.token("t-1")])
        }
    }
}
