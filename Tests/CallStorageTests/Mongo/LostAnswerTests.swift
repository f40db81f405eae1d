import CallControl
import CallSignaling
import Mongo
import TestSupport
import Testing

@testable import CallStorage

/// The server did the write, its answer never came: the writer finds out, nobody is told a lie, and nothing is told twice.
@Suite(.enabled(if: Service.hasMongod, "no mongod")) struct LostAnswerTests {
    @Test func insertIsFoundDone() async throws {
        try await withProxy { proxy, store in
            proxy.lose(1)
            let change = try await store.repository.insert(try Sample.call())
            #expect(proxy.lost == 1)
            #expect(store.log.commits.map(\.call) == [change.call])
            let other = try Sample.call("dan", calling: ["bob"])
            proxy.lose(1)
            await #expect(throws: EngagedConflict(members: ["bob"])) { try await store.repository.insert(other) }
            #expect(proxy.lost == 2)
        }
    }

    @Test func changeIsFoundDone() async throws {
        try await withProxy { proxy, store in
            let old = try await store.repository.insert(try Sample.call())
            proxy.lose(1)
            let new = try await store.repository.apply(.accept(Party("bob")), to: old)
            #expect(proxy.lost == 1)
            #expect(store.log.commits.map(\.call) == [old.call, new.call])
            #expect(try await store.repository.pendingSignals(limit: 9).first?.entries == old.outbox + new.outbox)
            proxy.lose(1)
            #expect(try await store.repository.replace(old, with: try old.after(.cancel(Party("ann")))) == false)
            #expect(proxy.lost == 2)
        }
    }

    /// Many writers, one of whom wins each call, while an answer in every wave of them is lost.
    @Test func crowdGetsTrueAnswers() async throws {
        try await withProxy { proxy, store in
            let old = try await concurrently(20) { number in
                try await store.repository.insert(try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")]))
            }
            var winners: [Call?] = []
            for wave in 0..<4 {
                proxy.lose(1)
                winners += try await concurrently(100) { number -> Call? in
                    let call = old[wave * 5 + number % 5]
                    let new = try call.after(.ringing(Party(call.call.callees[1].id)), at: Sample.after(Double(number)))
                    return try await store.repository.replace(call, with: new) ? new.call : nil
                }
            }
            let won = winners.compactMap(\.self)
            #expect(won.count == old.count)
            for call in won { #expect(try await store.repository.call(call.key) == call) }
            #expect(Set(store.log.commits.map(\.call)) == Set(won + old.map(\.call)))
            #expect(store.log.commits.count == 2 * old.count)
            #expect(proxy.lost == 4)
        }
    }

    private func withProxy(_ body: (LossyProxy, MongoStore) async throws -> Void) async throws {
        let proxy = try LossyProxy(before: try await TestMongod.shared().port)
        defer { proxy.close() }
        let client = try MongoStore.makeClient("mongodb://127.0.0.1:\(proxy.port)/?directConnection=true")
        try await withMongoDatabase { database in
            try await body(proxy, try await MongoStore(client: client, database: database.name))
        }
        await client.close()
    }
}
