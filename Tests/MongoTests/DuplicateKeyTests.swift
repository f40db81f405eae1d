import BSON
import Mongo
import Testing

@Suite("A unique index names what it refuses", .needsMongod)
struct DuplicateKeyTests {
    private static let busy = IndexModel(
        keys: ["church_id": 1, "engaged": 1], name: "busy", isUnique: true, partialFilter: ["engaged": ["$exists": true]])

    private func call(_ id: String, _ engaged: [BSONValue]) -> BSONDocument {
        ["_id": .string(id), "church_id": "c", "engaged": .array(engaged), "version": 1]
    }

    @Test("An equal _id")
    func primaryKey() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert([["_id": 1]])
            let error = await #expect(throws: MongoError.self) { try await calls.insert([["_id": 2], ["_id": 1], ["_id": 3]]) }
            let duplicate = try #require(error?.duplicateKey)
            #expect(duplicate.index == "_id_" && duplicate.keyPattern == ["_id": .int32(1)] && duplicate.keyValue == ["_id": 1])
            #expect(duplicate.statement == 1 && error?.serverCode == 11_000 && error?.isUnknownWriteOutcome == false)
            #expect(try await calls.count() == 2)
            await #expect(throws: MongoError.self) { try await calls.insert([["_id": 2], ["_id": 3]], isOrdered: false) }
            #expect(try await calls.count() == 3)
        }
    }

    @Test("A member who is engaged in another call is named, by insert, update and findAndModify")
    func busyMember() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.createIndexes([Self.busy])
            try await calls.insert([call("one", ["ada", "bob"]), call("free", ["eve"])])
            let inserted = await #expect(throws: MongoError.self) { try await calls.insert([call("two", ["cy", "bob"])]) }
            #expect(inserted?.duplicateKey?.keyValue == ["church_id": "c", "engaged": "bob"])
            #expect(inserted?.duplicateKey?.index == "busy")
            let updated = await #expect(throws: MongoError.self) {
                try await calls.updateOne(["_id": "free"], ["$push": ["engaged": "ada"]])
            }
            #expect(updated?.duplicateKey?.keyValue["engaged"] == "ada")
            let modified = await #expect(throws: MongoError.self) {
                try await calls.findAndModify(FindAndModify(filter: ["_id": "free"], action: .update(["$push": ["engaged": "bob"]])))
            }
            #expect(modified?.duplicateKey?.keyValue["engaged"] == "bob")
            try await calls.updateOne(["_id": "one"], ["$unset": ["engaged": ""]])
            try await calls.insert([call("two", ["cy", "bob"])])
        }
    }

    @Test("An unordered bulk carries out all but the losers, and names them")
    func unorderedLosers() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.createIndexes([Self.busy])
            try await calls.insert([call("one", ["ada"])])
            let result = try await calls.bulkWrite(
                [
                    .insert(call("two", ["bob"])), .insert(call("three", ["ada"])), .insert(call("one", ["x"])),
                    .insert(call("four", ["cy", "dan"])), .insert(call("five", ["dan"])),
                ], isOrdered: false)
            #expect(result.inserted == 2)
            #expect(result.writeErrors.map(\.index) == [1, 2, 4])
            #expect(result.writeErrors.allSatisfy { $0.code == 11_000 })
            #expect(result.writeErrors.map { $0.keyValue?["engaged"] ?? $0.keyValue?["_id"] } == ["ada", "one", "dan"])
            #expect(result.writeErrors.first?.keyPattern == ["church_id": 1, "engaged": 1])
            #expect(result.writeErrors.last?.duplicateKey?.statement == 4)
        }
    }

    @Test("An ordered bulk ends at the first loser")
    func orderedLoser() async throws {
        try await MongoFixture.withCollection { calls, _ in
            let result = try await calls.bulkWrite(
                [.insert(["_id": 1]), .insert(["_id": 1]), .insert(["_id": 2]), .deleteMany(filter: [:])])
            #expect(result.inserted == 1 && result.deleted == 0 && result.writeErrors.map(\.index) == [1])
        }
    }

    @Test("Building a unique index over duplicates fails")
    func indexBuild() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert([["n": 1], ["n": 1]])
            let error = await #expect(throws: MongoError.self) {
                try await calls.createIndexes([IndexModel(keys: ["n": 1], isUnique: true)])
            }
            #expect(error?.duplicateKey?.keyValue == ["n": 1])
        }
    }
}
