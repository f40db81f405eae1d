import BSON
import Mongo
import Testing

@Suite("findAndModify changes one document, atomically", .needsMongod)
struct FindAndModifyTests {
    @Test("Of 32 that swap the same version, one wins")
    func race() async throws {
        try await MongoFixture.withCollection({ $0.writerThreads = 4 }) { calls, _ in
            try await calls.insert([["_id": "call", "version": 1]])
            let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                for task in 0..<32 {
                    group.addTask {
                        let swap = FindAndModify(
                            filter: ["_id": "call", "version": 1], action: .update(["$set": ["version": 2, "by": .int64(Int64(task))]]))
                        return try await calls.findAndModify(swap)?["by"]?.int
                    }
                }
                return try await group.reduce(into: [Int]()) { $0 += [$1].compactMap(\.self) }
            }
            #expect(winners.count == 1)
            #expect(try await calls.findOne(["_id": "call"])?["by"]?.int == winners.first)
        }
    }

    @Test("Before or after, sorted, with some fields")
    func options() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert([["_id": 1, "n": 1], ["_id": 2, "n": 2]])
            var operation = FindAndModify(
                filter: [:], action: .update(["$inc": ["n": 10]]), sort: ["n": -1], projection: ["n": 1, "_id": 0])
            #expect(try await calls.findAndModify(operation) == ["n": 12])
            operation.returnsNew = false
            #expect(try await calls.findAndModify(operation) == ["n": 12])
            #expect(try await calls.findOne(["_id": 2])?["n"] == 22)
        }
    }

    @Test("Replace, remove, upsert, and no match")
    func actions() async throws {
        try await MongoFixture.withCollection { calls, _ in
            let nothing = try await calls.findAndModify(FindAndModify(filter: ["_id": 1], action: .remove))
            #expect(nothing == nil)
            let upsert = FindAndModify(filter: ["_id": 1], action: .update(["$set": ["n": 1]]), upsert: true)
            #expect(try await calls.findAndModify(upsert) == ["_id": 1, "n": 1])
            #expect(try await calls.findAndModify(FindAndModify(filter: ["_id": 1], action: .replace(["m": 2]))) == ["_id": 1, "m": 2])
            let pipeline = FindAndModify(filter: ["_id": 1], action: .update(.pipeline([["$set": ["k": ["$add": ["$m", 1]]]]])))
            #expect(try await calls.findAndModify(pipeline)?["k"]?.int == 3)
            #expect(try await calls.findAndModify(FindAndModify(filter: ["_id": 1], action: .remove))?["m"] == 2)
            #expect(try await calls.count() == 0)
        }
    }
}
