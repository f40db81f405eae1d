import BSON
import Mongo
import Testing

@Suite("Bulk writes go out in few commands", .needsMongod)
struct BulkWriteTests {
    @Test("All kinds in one bulk, ordered or not", arguments: [true, false])
    func mixed(_ isOrdered: Bool) async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert((0..<6).map { ["_id": .int64($0), "n": 0] })
            let result = try await calls.bulkWrite(
                [
                    .insert(["_id": 10]), .updateOne(filter: ["_id": 0], update: ["$set": ["n": 1]]),
                    .updateMany(filter: ["_id": ["$in": [1, 2]]], update: ["$set": ["n": 2]]),
                    .updateOne(filter: ["_id": 20], update: ["$set": ["n": 3]], upsert: true), .insert(["_id": 11]),
                    .replaceOne(filter: ["_id": 3], replacement: ["r": true]), .deleteOne(filter: ["_id": 4]),
                    .deleteMany(filter: ["_id": ["$in": [5, 99]]]), .replaceOne(filter: ["_id": 21], replacement: ["r": 1], upsert: true),
                ], isOrdered: isOrdered)
            #expect((result.inserted, result.matched, result.modified, result.deleted) == (2, 4, 4, 2))
            #expect(result.upserted.map(\.index) == [3, 8] && result.upserted.map(\.id) == [20, 21])
            #expect(result.writeErrors.isEmpty && result.writeConcernError == nil)
            #expect(try await calls.count() == 8)
        }
    }

    @Test("Compare-and-swap in bulk: the total tells whether all won")
    func casTotals() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert((0..<100).map { ["_id": .int64($0), "version": 1] })
            let operations = (0..<100).map { id -> BulkOperation in
                .updateOne(
                    filter: ["_id": .int64(id), "version": .int64(id < 90 ? 1 : 7)], update: ["$set": ["version": 2, "op": .int64(id)]])
            }
            let result = try await calls.bulkWrite(operations, isOrdered: false)
            #expect(result.matched == 90 && result.modified == 90)
        }
    }

    @Test("Thousands of statements and many megabytes are split, positions stay right")
    func large() async throws {
        try await MongoFixture.withCollection { calls, _ in
            let padding = BSONValue.string(String(repeating: "x", count: 2_000))
            var operations = (0..<12_000).map { BulkOperation.insert(["_id": .int64($0), "p": padding]) }
            operations.append(.insert(["_id": 11_999]))
            let result = try await calls.bulkWrite(operations, isOrdered: false)
            #expect(result.inserted == 12_000)
            #expect(result.writeErrors.map(\.index) == [12_000])
        }
    }

    @Test("A raw update command with many statements")
    func rawCommand() async throws {
        try await MongoFixture.withCollection { calls, client in
            try await calls.createIndexes([IndexModel(keys: ["k": 1], isUnique: true)])
            try await calls.insert([["_id": 1, "k": 1], ["_id": 2, "k": 2], ["_id": 3, "k": 3]])
            let reply = try await client.database(calls.namespace.database).runCommand(
                [
                    "update": "calls", "ordered": false, "writeConcern": .document(WriteConcern.majority.document),
                    "updates": [
                        ["q": ["_id": 1], "u": ["$set": ["k": 2]]], ["q": ["_id": 2], "u": ["$set": ["x": 1]]],
                        ["q": ["_id": 3], "u": ["$set": ["k": 1]]],
                    ],
                ], on: .write)
            #expect(reply["n"]?.int == 1 && reply["nModified"]?.int == 1)
            let errors = reply["writeErrors"]?.array?.compactMap(\.document) ?? []
            #expect(errors.map { $0["index"]?.int } == [0, 2])
            #expect(errors.map { $0["keyValue"]?.document?["k"]?.int } == [2, 1])
        }
    }

    @Test("Updates without operators and replacements with them are refused before they are sent")
    func wrongShape() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert([["_id": 1, "n": 1]])
            await #expect(throws: MongoError.self) { try await calls.updateOne(["_id": 1], ["n": 2]) }
            await #expect(throws: MongoError.self) { try await calls.updateOne(["_id": 1], [:]) }
            let error = await #expect(throws: MongoError.self) { try await calls.replaceOne(["_id": 1], ["$set": ["n": 2]]) }
            #expect(error?.kind == .invalidArgument)
            #expect(try await calls.findOne(["_id": 1]) == ["_id": 1, "n": 1])
        }
    }
}
