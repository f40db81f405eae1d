import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// The busy lock itself: looked at in pages, and made anew where it is missing or wrong.
@Suite struct BusyLockTests {
    @Test(arguments: StoreKind.tested, [1, 2, 50]) func holdsComeInPages(_ kind: StoreKind, _ limit: Int) async throws {
        try await withStore(kind) { store in
            let lock = try #require(store.repository as? any CallRepository & BusyLock)
            var expected: [Hold] = []
            for number in 0..<5 {
                let change = try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")])
                try await store.repository.insert(change)
                expected.append(Hold(call: change.call, engaged: change.call.engaged))
            }
            try await store.repository.insertEnded(try Sample.call("x", calling: ["y"]), after: 3)
            var found: [Hold] = []
            var last: CallID?
            repeat {
                let page = try await lock.liveHolds(beyond: last, limit: limit)
                #expect(page.holds.count <= limit && page.unreadable.isEmpty)
                found += page.holds
                last = page.last
            } while last != nil
            #expect(found == expected.sorted { $0.call.id.rawValue < $1.call.id.rawValue })
            #expect(try await lock.staleHolds(limit: limit).holds.isEmpty)
            #expect(try await lock.doubleHolds(limit: limit).isEmpty)
            #expect(try await lock.mendLock() == .intact)
        }
    }

    static let lost: [(String, IndexModel?)] = [
        ("missing", nil),
        ("not unique", IndexModel(keys: ["church_id": 1, "engaged": 1], name: "engaged", partialFilter: ["engaged": ["$exists": true]])),
        ("of all documents", IndexModel(keys: ["church_id": 1, "engaged": 1], name: "engaged", isUnique: true)),
        (
            "of other keys",
            IndexModel(
                keys: ["engaged": 1, "church_id": 1], name: "engaged", isUnique: true, partialFilter: ["engaged": ["$exists": true]])
        ),
    ]

    @Test(.enabled(if: Service.hasMongod, "no mongod"), arguments: 0..<lost.count) func lostLockIsRestored(_ kind: Int) async throws {
        try await withAudit { store, audit, _ in
            try await lose(store, kind)
            await audit.audit()
            #expect(audit.lastReport?.lock == .restored)
            #expect(try await store.repository.mendLock() == .intact)
            try await store.repository.insert(try Sample.call("ann", calling: ["bob"]))
            await #expect(throws: EngagedConflict.self) { try await store.repository.insert(try Sample.call("cid", calling: ["bob"])) }
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func membersInTwoCallsLoseTheNewerOne() async throws {
        try await withAudit { store, audit, _ in
            try await lose(store, 0)
            let old = try await store.repository.insert(try Sample.call("ann", calling: ["bob"]))
            let newer = try await store.repository.insert(try Sample.call("bob", calling: ["cid"], at: Sample.after(1)))
            let newest = try await store.repository.insert(try Sample.call("dan", calling: ["bob"], at: Sample.after(2)))
            let stale = try await store.repository.insert(try Sample.call("ann", calling: ["eve"], at: Sample.after(-9)))
            try await store.calls.updateOne(
                CallDocument.filter(stale.call.key), ["$set": ["status": "ended", "ended_at": .date(Sample.noon)]])
            #expect(try await store.repository.mendLock() == .blocked)
            try await audit.mendLock()
            #expect(try await store.repository.mendLock() == .intact)
            #expect(try await store.repository.call(old.call.key)?.status == .ringing)
            for call in [newer, newest] {
                let ended = try #require(try await store.repository.call(call.call.key))
                #expect(ended.status == .failed && ended.endedBy == "system")
            }
            #expect(try await store.repository.pendingSignals(limit: 10).contains { $0.key == newest.call.key && $0.entries.count > 2 })
            await audit.audit()
            #expect(audit.lastReport?.isClean == true)
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func staleHoldsAreFoundByIndex() async throws {
        try await withMongoStore { store in
            try await store.repository.insertEnded(try Sample.call(), after: 3)
            for field in [CallField.engaged, CallField.deadline] {
                let query = CallQuery.stale(field, limit: 5)
                let plan = try await store.calls.explain(query.filter, options: query.options)
                #expect("\(plan)".contains("IXSCAN") && !"\(plan)".contains("COLLSCAN"))
            }
        }
    }

    private func lose(_ store: MongoStore, _ kind: Int) async throws {
        try await store.calls.dropIndex("engaged")
        if let index = Self.lost[kind].1 { try await store.calls.createIndexes([index]) }
    }
}
