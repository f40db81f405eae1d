import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// Messages that no endpoint took are kept the same in both stores.
@Suite struct DeadLetterTests {
    private static let (one, other) = (WebhookID.make(), WebhookID.make())

    private func withLetters(_ kind: StoreKind, limit: Int = DeadLetters.limit, _ body: (any DeadLetterStore) async throws -> Void)
        async throws
    {
        switch kind {
        case .memory: try await body(MemoryDeadLetterStore(limit: limit))
        case .mongo:
            try await withMongoDatabase { database in
                let store = MongoDeadLetterStore(database: database, limit: limit)
                for _ in 0..<2 { try await store.prepare() }
                try await body(store)
            }
        }
    }

    private func letter(
        _ id: String, of webhook: WebhookID = one, in church: ChurchID = "grace", call: CallID? = nil, died seconds: Double = 0
    ) -> DeadLetter {
        DeadLetter(
            id: id, webhookID: webhook, churchID: church, callID: call, seq: 3_000, body: #"{"id":"\#(id)","ü":"$where"}"#,
            reason: "status 500",
            attempts: 7, diedAt: Sample.after(seconds))
    }

    @Test(arguments: StoreKind.tested) func whatIsKeptIsReadAsItWasInTheOrderOfItsEnd(_ kind: StoreKind) async throws {
        try await withLetters(kind) { store in
            let all = [letter("b"), letter("a", call: Sample.newID(), died: 1), letter("c", died: 2)]
            for letter in all.reversed() { try await store.keep(letter) }
            try await store.keep(letter("x", of: Self.other))
            try await store.keep(letter("y", in: "hope"))
            #expect(try await store.letters(of: Self.one, in: "grace", ids: nil, limit: 10) == all)
            #expect(try await store.letters(of: Self.one, in: "grace", ids: nil, limit: 2) == Array(all.prefix(2)))
            #expect(try await store.letters(of: Self.one, in: "grace", ids: ["c", "b", "x", "y"], limit: 10) == [all[0], all[2]])
            #expect(try await store.count(of: Self.one, in: "grace") == 3)
            #expect(try await store.letters(of: Self.one, in: "elsewhere", ids: nil, limit: 10).isEmpty)
        }
    }

    @Test(arguments: StoreKind.tested) func keptTwiceItIsThereOnce(_ kind: StoreKind) async throws {
        try await withLetters(kind) { store in
            try await store.keep(letter("a"))
            try await store.keep(letter("a", died: 9))
            #expect(try await store.letters(of: Self.one, in: "grace", ids: nil, limit: 10) == [letter("a", died: 9)])
        }
    }

    @Test(arguments: StoreKind.tested) func whatIsRemovedIsGoneTheOthersStay(_ kind: StoreKind) async throws {
        try await withLetters(kind) { store in
            for (id, webhook) in [("a", Self.one), ("b", Self.one), ("c", Self.one), ("a", Self.other)] {
                try await store.keep(letter(id, of: webhook))
            }
            try await store.remove(["a", "c", "nothing"], of: Self.one, in: "grace")
            try await store.remove(["b"], of: Self.one, in: "hope")
            #expect(try await store.letters(of: Self.one, in: "grace", ids: nil, limit: 10).map(\.id) == ["b"])
            try await store.removeAll(of: Self.one, in: "grace")
            #expect(try await store.count(of: Self.one, in: "grace") == 0)
            #expect(try await store.count(of: Self.other, in: "grace") == 1)
        }
    }

    @Test(arguments: StoreKind.tested) func beyondTheLimitTheOldestGo(_ kind: StoreKind) async throws {
        try await withLetters(kind, limit: 3) { store in
            for number in 0..<5 { try await store.keep(letter("\(number)", died: Double(number))) }
            #expect(try await store.letters(of: Self.one, in: "grace", ids: nil, limit: 10).map(\.id) == ["2", "3", "4"])
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func theDatabaseRemovesTheOld() async throws {
        try await withMongoDatabase { database in
            try await MongoDeadLetterStore(database: database).prepare()
            let index = try await database.collection("webhook_dead_letters").listIndexes().first { $0["name"]?.string == "died_at" }
            #expect(index?["expireAfterSeconds"]?.int == 2_592_000)
        }
    }
}
