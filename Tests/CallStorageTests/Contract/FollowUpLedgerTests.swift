import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// A change is unfollowed from the write that makes it until that is noted, and each line of a story comes once where nothing fails.
@Suite struct FollowUpLedgerTests {
    private typealias Followed = any CallRepository & FollowUpLedger

    private func withLedger(_ kind: StoreKind, _ body: (Followed) async throws -> Void) async throws {
        switch kind {
        case .memory: try await body(MemoryCallRepository { _ in })
        case .mongo:
            let client = try await MongoStore.sharedClient()
            try await withMongoDatabase { database in
                let store = try await MongoStore(client: client, database: database.name, isFollowed: true)
                try await body(store.repository)
            }
        }
    }

    @Test(arguments: StoreKind.tested) func linesComeInOrderAndOnce(_ kind: StoreKind) async throws {
        try await withLedger(kind) { store in
            let made = try await store.insert(try Sample.call())
            let first = try #require(try await store.unfollowed(of: [made.call.key]).first)
            #expect(first.call == made.call && first.events == made.call.events && !first.events.isEmpty)
            #expect(try await store.unfollowed(since: Sample.noon, limit: 5) == [first])
            try await store.noteFollowed([first])
            try await store.noteFollowed([first])
            #expect(try await store.unfollowed(of: [made.call.key]).isEmpty)
            #expect(try await store.unfollowed(since: Sample.after(99), limit: 5).isEmpty)
            let rung = try await store.apply(.ringing(Party("bob")), to: made, at: Sample.after(1))
            let answered = try await store.apply(.accept(Party("bob")), to: rung, at: Sample.after(2))
            let next = try #require(try await store.unfollowed(of: [made.call.key]).first)
            #expect(next.events.map(\.type) == [.ringing, .accepted] && next.call == answered.call)
        }
    }

    @Test(arguments: StoreKind.tested) func whatHappensMeanwhileStaysUnfollowed(_ kind: StoreKind) async throws {
        try await withLedger(kind) { store in
            let made = try await store.insert(try Sample.call())
            let first = try #require(try await store.unfollowed(of: [made.call.key]).first)
            let rung = try await store.apply(.ringing(Party("bob")), to: made, at: Sample.after(1))
            try await store.noteFollowed([first])
            let next = try #require(try await store.unfollowed(of: [made.call.key]).first)
            #expect(next.events.map(\.type) == [.ringing])
            try await store.noteFollowed([next, first])
            #expect(try await store.unfollowed(of: [rung.call.key]).isEmpty, "an older note changes nothing")
        }
    }

    @Test(arguments: StoreKind.tested) func theOldestComesFirst(_ kind: StoreKind) async throws {
        try await withLedger(kind) { store in
            var calls: [Call] = []
            for number in 0..<5 {
                let change = try Sample.call(
                    MemberID("a\(number)"), calling: [MemberID("b\(number)")], at: Sample.after(Double(10 - number)))
                calls.append(try await store.insert(change).call)
            }
            #expect(try await store.unfollowed(since: Sample.after(8), limit: 2).map(\.call) == [calls[4], calls[3]])
            #expect(try await store.unfollowed(of: [CallKey("hope", calls[0].id)]).isEmpty, "another church's")
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func nothingIsMarkedWhereNobodyFollows() async throws {
        try await withMongoStore { store in
            let made = try await store.repository.insert(try Sample.call())
            try await store.repository.apply(.ringing(Party("bob")), to: made)
            let document = try #require(try await store.calls.findOne([:]))
            #expect(document["unfollowed_since"] == nil && document["followed"] == nil)
            #expect(try await store.repository.unfollowed(of: [made.call.key]).isEmpty)
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func whatCannotBeReadHoldsNothingUp() async throws {
        let client = try await MongoStore.sharedClient()
        try await withMongoDatabase { database in
            let store = try await MongoStore(client: client, database: database.name, isFollowed: true)
            let good = try await store.repository.insert(try Sample.call("ann", calling: ["bob"]))
            let bad = try await store.repository.insert(try Sample.call("cal", calling: ["dan"]))
            try await store.calls.updateOne(["_id": .string(bad.call.id.rawValue)], ["$set": ["status": "strange"]])
            #expect(try await store.repository.unfollowed(since: Sample.after(5), limit: 5).map(\.call) == [good.call])
            let document = try #require(try await store.calls.findOne(["_id": .string(bad.call.id.rawValue)]))
            #expect(document["unfollowed_since"] == nil)
        }
    }
}
