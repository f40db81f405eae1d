import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import TestSupport
import Testing

@testable import CallStorage

/// Errands wait in lanes, are claimed by one at a time and in order, and are never lost: the same in both stores.
@Suite struct ErrandQueueTests {
    private func withQueue(_ kind: StoreKind, _ body: (any ErrandQueue) async throws -> Void) async throws {
        switch kind {
        case .memory: try await body(MemoryErrandQueue())
        case .mongo:
            try await withMongoDatabase { database in
                let queue = MongoErrandQueue(database: database)
                try await queue.prepare()
                try await queue.prepare()
                try await body(queue)
            }
        }
    }

    private func errand(
        _ lane: String, _ seq: Int, kind: ErrandKind = .webhook, at seconds: Double = 0, expires: Date? = nil
    ) -> Errand {
        Errand(
            kind, lane: lane, seq: seq, churchID: "grace", callID: Sample.newID(), body: #"{"n":\#(seq),"$literal":"$x"}"#,
            notBefore: Sample.after(seconds), expiresAt: expires)
    }

    private func claim(
        _ queue: any ErrandQueue, _ kind: ErrandKind = .webhook, limit: Int = 10, at seconds: Double
    ) async throws -> [ClaimedErrand] {
        try await queue.claim(kind, limit: limit, at: Sample.after(seconds), lease: 30)
    }

    @Test(arguments: StoreKind.tested) func whatIsAddedIsClaimedAsItWas(_ kind: StoreKind) async throws {
        try await withQueue(kind) { queue in
            let (one, other) = (errand("$a.b/ü", 3, at: 5, expires: Sample.after(50)), errand("c", 1, kind: .push))
            try await queue.add([one, other])
            try await queue.add([])
            #expect(try await claim(queue, at: 4.9).isEmpty)
            let claimed = try #require(try await claim(queue, at: 5).first)
            #expect(claimed.errand == one)
            #expect(claimed.attempts == 0 && claimed.firstTriedAt == Sample.after(5))
            #expect(try await claim(queue, .push, at: 5).map(\.errand) == [other])
            #expect(try await queue.waiting(.webhook, limit: 5) == 1)
            try await queue.finish(claimed, at: Sample.after(6))
            #expect(try await queue.waiting(.webhook, limit: 5) == 0)
        }
    }

    @Test(arguments: StoreKind.tested) func aPushThatWaitsForItsNextTryIsDueWithTheOneBehindIt(_ kind: StoreKind) async throws {
        try await withQueue(kind) { queue in
            for kind in [ErrandKind.push, .webhook] {
                try await queue.add([errand("a", 1, kind: kind)])
                let first = try #require(try await claim(queue, kind, at: 1).first)
                try await queue.add([errand("a", 2, kind: kind, at: 1)])
                #expect(try await claim(queue, kind, at: 2).isEmpty, "it is under way")
                try await queue.postpone(first, until: Sample.after(20), isUntried: false)
                try await queue.add([errand("a", 2, kind: kind, at: 1)])
                #expect(try await claim(queue, kind, at: 3).isEmpty, "nothing new")
                try await queue.add([errand("a", 3, kind: kind, at: 4)])
                #expect(try await claim(queue, kind, at: 3.9).isEmpty)
                let again = try await claim(queue, kind, at: 4)
                #expect(again.map(\.errand.seq) == (kind == .push ? [1] : []))
                #expect(again.allSatisfy { $0.attempts == 1 })
            }
        }
    }

    @Test(arguments: StoreKind.tested) func aLaneGoesOneByOneInOrder(_ kind: StoreKind) async throws {
        try await withQueue(kind) { queue in
            try await queue.add([errand("a", 2, at: 9), errand("b", 1, at: 1), errand("a", 1), errand("a", 5)])
            var told: [Int] = []
            for second in 0..<4 {
                let claimed = try await claim(queue, at: Double(10 + second))
                let own = try #require(claimed.first { $0.errand.lane == "a" } ?? nil, "at \(second)")
                #expect(claimed.count == (second == 0 ? 2 : 1))
                told.append(own.errand.seq)
                #expect(try await claim(queue, at: Double(10 + second)).isEmpty, "the lane is taken")
                try await queue.finish(own, at: Sample.after(Double(10 + second)))
                if told.count == 3 { break }
            }
            #expect(told == [1, 2, 5])
        }
    }

    @Test(arguments: StoreKind.tested) func addingAgainDoesNoHarm(_ kind: StoreKind) async throws {
        try await withQueue(kind) { queue in
            let all = (1...3).map { errand("a", $0) }
            try await queue.add(Array(all.prefix(2)))
            let first = try #require(try await claim(queue, at: 0).first)
            try await queue.finish(first, at: Sample.noon)
            try await queue.add(all)
            var told = [first.errand]
            while let next = try await claim(queue, at: 1).first {
                told.append(next.errand)
                try await queue.finish(next, at: Sample.after(1))
            }
            #expect(told == all)
            try await queue.add(all)
            #expect(try await claim(queue, at: 2).isEmpty, "a lane remembers what it has had")
            try await queue.add([errand("a", 4)])
            #expect(try await claim(queue, at: 3).map(\.errand.seq) == [4])
        }
    }

    @Test(arguments: StoreKind.tested) func failuresAreCountedAndHoldTheLaneUp(_ kind: StoreKind) async throws {
        try await withQueue(kind) { queue in
            try await queue.add([errand("a", 1), errand("a", 2)])
            for attempt in 0..<3 {
                let claimed = try #require(try await claim(queue, at: Double(attempt * 10)).first)
                #expect(claimed.attempts == attempt && claimed.errand.seq == 1 && claimed.firstTriedAt == Sample.noon)
                try await queue.postpone(claimed, until: Sample.after(Double(attempt * 10 + 9)), isUntried: false)
                #expect(try await claim(queue, at: Double(attempt * 10 + 8)).isEmpty)
            }
            let untried = try #require(try await claim(queue, at: 40).first)
            try await queue.postpone(untried, until: Sample.after(41), isUntried: true)
            let last = try #require(try await claim(queue, at: 41).first)
            #expect(last.attempts == 3, "what was not tried does not count")
            try await queue.finish(last, at: Sample.after(42))
            let next = try #require(try await claim(queue, at: 42).first)
            #expect(next.errand.seq == 2 && next.attempts == 0 && next.firstTriedAt == Sample.after(42))
            try await queue.postpone(next, until: Sample.after(43), isUntried: true)
            #expect(try await claim(queue, at: 50).first?.firstTriedAt == Sample.after(50))
        }
    }

    @Test(arguments: StoreKind.tested) func aClaimThatRanOutIsLost(_ kind: StoreKind) async throws {
        try await withQueue(kind) { queue in
            try await queue.add([errand("a", 1), errand("a", 2)])
            let lost = try #require(try await claim(queue, at: 0).first)
            #expect(try await claim(queue, at: 29).isEmpty)
            let again = try #require(try await claim(queue, at: 30).first)
            #expect(again.errand == lost.errand && again.attempts == 1)
            try await queue.finish(lost, at: Sample.after(31))
            try await queue.postpone(lost, until: Sample.after(31), isUntried: false)
            #expect(try await claim(queue, at: 32).isEmpty, "the other still has it")
            try await queue.finish(again, at: Sample.after(33))
            #expect(try await claim(queue, at: 33).map(\.errand.seq) == [2])
        }
    }

    @Test(arguments: StoreKind.tested) func manyWhoClaimAtOnceGetEachOnce(_ kind: StoreKind) async throws {
        try await withQueue(kind) { queue in
            try await queue.add((0..<200).map { errand("lane\($0 % 100)", 1 + $0 / 100) })
            let claimed = try await concurrently(20) { _ in try await claim(queue, limit: 7, at: 1) }.flatMap(\.self)
            #expect(Set(claimed.map(\.errand.lane)).count == claimed.count)
            #expect(claimed.allSatisfy { $0.errand.seq == 1 })
            var rest: [ClaimedErrand] = []
            while case let more = try await claim(queue, limit: 50, at: 1), !more.isEmpty { rest += more }
            #expect(Set((claimed + rest).map(\.errand.lane)).count == 100 && claimed.count + rest.count == 100)
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func claimsAreIndexedAndIdleLanesGo() async throws {
        try await withMongoDatabase { database in
            let queue = MongoErrandQueue(database: database)
            try await queue.prepare()
            let indexes = try await database.collection("errands").listIndexes()
            #expect(indexes.first { $0["name"]?.string == "idle" }?["expireAfterSeconds"]?.int == 7_200)
            #expect(indexes.first { $0["name"]?.string == "due" }?["partialFilterExpression"]?.document?["due"] != nil)
            try await queue.add([errand("a", 1)])
            let claimed = try #require(try await claim(queue, at: 0).first)
            try await queue.finish(claimed, at: Sample.noon)
            let lane = try #require(try await database.collection("errands").findOne(["_id": "webhook:a"]))
            #expect(lane["idle_since"]?.date != nil && lane["due"] == nil && lane["claim"] == nil)
            try await queue.add([errand("a", 2)])
            #expect(try await database.collection("errands").findOne(["_id": "webhook:a"])?["idle_since"] == nil)
        }
    }

    /// An earlier version remembered them for ten minutes.
    @Test(.enabled(if: Service.hasMongod, "no mongod")) func lanesAreRememberedForLonger() async throws {
        try await withMongoDatabase { database in
            let lanes = database.collection("errands")
            try await lanes.createIndexes([IndexModel(keys: ["idle_since": 1], name: "idle", expireAfterSeconds: 600)])
            let queue = MongoErrandQueue(database: database)
            for _ in 0..<2 { try await queue.prepare() }
            #expect(try await lanes.listIndexes().first { $0["name"]?.string == "idle" }?["expireAfterSeconds"]?.int == 7_200)
            try await queue.add([errand("a", 1)])
            try await queue.finish(try #require(try await claim(queue, at: 0).first), at: Sample.noon)
            try await lanes.updateOne(["_id": "webhook:a"], ["$set": ["idle_since": .date(Sample.noon)]])
            try await queue.add([errand("a", 1)])
            let lane = try #require(try await lanes.findOne(["_id": "webhook:a"]))
            let idleSince = try #require(lane["idle_since"]?.date)
            #expect(idleSince > Sample.noon && lane["due"] == nil, "whoever offers again what it has had may do so again")
        }
    }

    @Test func idleLanesGoFromMemoryToo() async throws {
        let queue = MemoryErrandQueue()
        try await queue.add((1...50).map { errand("lane\($0)", 1) } + [errand("late", 1, at: 20_000)])
        for claimed in try await claim(queue, limit: 50, at: 0) { try await queue.finish(claimed, at: Sample.noon) }
        #expect(try await claim(queue, at: 100).isEmpty && queue.laneCount == 51)
        try await queue.add([errand("lane1", 1), errand("lane2", 1)])
        #expect(try await claim(queue, at: 7_000).isEmpty && queue.laneCount == 51, "it remembers what it has had")
        #expect(try await claim(queue, at: 7_500).isEmpty && queue.laneCount == 3)
        #expect(try await claim(queue, at: 15_000).isEmpty && queue.laneCount == 1)
        #expect(try await claim(queue, at: 20_000).map(\.errand.lane) == ["late"])
    }

    /// The claim was made, but it could not be read what it won, or not even whether it was made.
    @Test(.enabled(if: Service.hasMongod, "no mongod"), arguments: [("find", 2), ("update", 1)])
    func whatWasClaimedUnreadIsHadByTheNextClaim(lost command: String, times: Int) async throws {
        let proxy = try LossyProxy(before: try await TestMongod.shared().port)
        defer { proxy.close() }
        let client = try MongoStore.makeClient("mongodb://127.0.0.1:\(proxy.port)/?directConnection=true")
        try await withMongoDatabase { database in
            let (queue, other) = (MongoErrandQueue(database: client.database(database.name)), MongoErrandQueue(database: database))
            try await queue.prepare()
            try await queue.add([errand("a", 1), errand("b", 1)])
            proxy.lose(times) { LossyProxy.begins($0, command) && String(decoding: $0, as: UTF8.self).contains("claim") }
            await #expect(throws: DependencyFailure.self) { try await claim(queue, at: 0) }
            #expect(proxy.lost == times, "the driver reads once more by itself")
            #expect(try await claim(other, at: 1).isEmpty, "they are claimed")
            let claimed = try await claim(queue, at: 1)
            #expect(claimed.map(\.errand.lane).sorted() == ["a", "b"])
            #expect(claimed.allSatisfy { $0.attempts == 0 && $0.firstTriedAt == Sample.noon })
            #expect(try await claim(other, at: 30.5).isEmpty, "the lease counts from the reading")
            for claimed in claimed { try await queue.finish(claimed, at: Sample.after(2)) }
            #expect(try await claim(queue, at: 31).isEmpty)
        }
        await client.close()
    }

    /// Whose claim ran out meanwhile has lost it.
    @Test(.enabled(if: Service.hasMongod, "no mongod")) func anUnreadClaimThatRanOutIsLost() async throws {
        let proxy = try LossyProxy(before: try await TestMongod.shared().port)
        defer { proxy.close() }
        let client = try MongoStore.makeClient("mongodb://127.0.0.1:\(proxy.port)/?directConnection=true")
        try await withMongoDatabase { database in
            let (queue, other) = (MongoErrandQueue(database: client.database(database.name)), MongoErrandQueue(database: database))
            try await queue.prepare()
            try await queue.add([errand("a", 1)])
            proxy.lose(1)
            await #expect(throws: DependencyFailure.self) { try await claim(queue, at: 0) }
            #expect(try await claim(other, at: 31).map(\.errand.lane) == ["a"])
            try await queue.add([errand("b", 1)])
            #expect(try await claim(queue, at: 32).map(\.errand.lane) == ["b"])
        }
        await client.close()
    }
}
