import BSON
import Mongo
import Testing

@Suite("Indexes are created once, however often it is asked", .needsMongod)
struct IndexTests {
    private static let all = [
        IndexModel(keys: ["church_id": 1, "members": 1, "initiated_at": -1]),
        IndexModel(keys: ["church_id": 1, "engaged": 1], name: "busy", isUnique: true, partialFilter: ["engaged": ["$exists": true]]),
        IndexModel(keys: ["ended_at": 1], expireAfterSeconds: 3_600),
        IndexModel(keys: ["deadline": 1], isSparse: true),
    ]

    @Test("Created twice they are the same")
    func idempotent() async throws {
        try await MongoFixture.withCollection { calls, _ in
            #expect(try await calls.listIndexes().isEmpty)
            try await calls.createIndexes(Self.all)
            try await calls.createIndexes(Self.all)
            try await calls.createIndexes([])
            let indexes = try await calls.listIndexes()
            let names = indexes.compactMap { $0["name"]?.string }
            #expect(names == ["_id_", "church_id_1_members_1_initiated_at_-1", "busy", "ended_at_1", "deadline_1"])
            #expect(indexes[2]["unique"]?.bool == true)
            #expect(indexes[2]["partialFilterExpression"]?.document == ["engaged": ["$exists": true]])
            #expect(indexes[3]["expireAfterSeconds"]?.int == 3_600)
            #expect(indexes[4]["sparse"]?.bool == true)
        }
    }

    @Test("Many instances may create them at once")
    func concurrent() async throws {
        try await MongoFixture.withCollection({ $0.writerThreads = 4 }) { calls, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { try await calls.createIndexes(Self.all) } }
                try await group.waitForAll()
            }
            #expect(try await calls.listIndexes().count == 5)
        }
    }

    @Test("The same name with other options is an error")
    func conflict() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.createIndexes([IndexModel(keys: ["a": 1])])
            let error = await #expect(throws: MongoError.self) {
                try await calls.createIndexes([IndexModel(keys: ["a": 1], isUnique: true)])
            }
            #expect([85, 86].contains(error?.serverCode))
        }
    }

    @Test("Dropping is idempotent too")
    func drop() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.dropIndex("a_1")
            try await calls.createIndexes([IndexModel(keys: ["a": 1])])
            try await calls.dropIndex("a_1")
            try await calls.dropIndex("a_1")
            #expect(try await calls.listIndexes().count == 1)
        }
    }
}
