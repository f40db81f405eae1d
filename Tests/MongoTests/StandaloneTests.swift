import BSON
import Mongo
import TestSupport
import Testing

@Suite("A standalone server does all that a replica set does", .needsMongod)
struct StandaloneTests {
    @Test("Indexes, majority writes, compare-and-swap, bulk, reads")
    func story() async throws {
        let server = try await TestMongod.start()
        defer { server.stop() }
        try await server.withDatabase { uri, name in
            try await MongoFixture.withClient(uri) { client in
                let calls = client.database(name).collection("calls")
                try await calls.createIndexes([IndexModel(keys: ["k": 1], isUnique: true)])
                try await calls.insert([["_id": 1, "k": 1, "version": 1]])
                let swap = FindAndModify(filter: ["_id": 1, "version": 1], action: .update(["$set": ["version": 2]]))
                #expect(try await calls.findAndModify(swap)?["version"] == 2)
                #expect(try await calls.findAndModify(swap) == nil)
                let result = try await calls.bulkWrite([.insert(["_id": 2, "k": 2]), .insert(["_id": 3, "k": 1])], isOrdered: false)
                #expect(result.inserted == 1 && result.writeErrors.first?.keyValue == ["k": 1])
                #expect(try await calls.count() == 2)
            }
        }
    }
}
