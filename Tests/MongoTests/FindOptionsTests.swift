import BSON
import Mongo
import Testing

@Suite("A find gives what its options ask for", .needsMongod)
struct FindOptionsTests {
    private func withTen(_ body: (MongoCollection) async throws -> Void) async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert((0..<10).map { ["_id": .int64($0), "n": .int64(9 - $0), "x": "y"] })
            try await body(calls)
        }
    }

    @Test("Sort, skip, limit and projection")
    func page() async throws {
        try await withTen { calls in
            let options = FindOptions(sort: ["n": 1], skip: 2, limit: 3, projection: ["n": 1])
            let page = try await calls.find(options: options)
            #expect(page == [["_id": 7, "n": 2], ["_id": 6, "n": 3], ["_id": 5, "n": 4]])
            #expect(try await calls.findOne([:], options: FindOptions(sort: ["n": 1]))?["_id"] == 9)
        }
    }

    @Test("A cursor is read through all its batches")
    func batches() async throws {
        try await withTen { calls in
            let found = try await calls.find(options: FindOptions(sort: ["_id": 1], batchSize: 3))
            #expect(found.compactMap { $0["_id"]?.int } == Array(0..<10))
            #expect(try await calls.aggregate([["$sort": ["_id": 1]]], options: AggregateOptions(batchSize: 4)).count == 10)
        }
    }

    @Test("A hint chooses the index, and explain shows it")
    func hintAndExplain() async throws {
        try await withTen { calls in
            try await calls.createIndexes([IndexModel(keys: ["n": 1]), IndexModel(keys: ["x": 1, "n": -1], name: "by_x")])
            let plan = try await calls.explain(["n": ["$gte": 0]], options: FindOptions(hint: "by_x")).relaxedJSON
            #expect(plan.contains(#""indexName" : "by_x""#) && plan.contains("executionStats"))
            #expect(try await calls.explain(["n": 3]).relaxedJSON.contains(#""indexName" : "n_1""#))
            #expect(try await calls.find(["n": 3], options: FindOptions(hint: ["n": 1])).count == 1)
            let error = await #expect(throws: MongoError.self) { try await calls.find(options: FindOptions(hint: "nothing")) }
            #expect(error?.serverCode == 2)
        }
    }

    @Test("The server gives up at maxTime")
    func maxTime() async throws {
        try await withTen { calls in
            let options = FindOptions(maxTime: .milliseconds(20))
            let error = await #expect(throws: MongoError.self) { try await calls.find(["$where": "sleep(30) || true"], options: options) }
            #expect(error?.kind == .timeout && error?.serverCode == 50 && error?.isUnknownWriteOutcome == false)
        }
    }
}
