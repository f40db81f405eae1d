import BSON
import Foundation
import Mongo
import Testing

@Suite("Documents are written, read, changed and removed", .needsMongod)
struct DocumentsStoryTests {
    @Test("What is inserted is found as it was")
    func insertAndFind() async throws {
        try await MongoFixture.withCollection { calls, _ in
            let documents: [BSONDocument] = (0..<5).map {
                ["_id": .int64($0), "name": "n\($0)", "at": .date(Date(timeIntervalSince1970: 1.5))]
            }
            try await calls.insert(documents)
            #expect(try await calls.find(options: FindOptions(sort: ["_id": 1])) == documents)
            #expect(try await calls.findOne(["_id": 3]) == documents[3])
            #expect(try await calls.findOne(["_id": 9]) == nil)
            #expect(try await calls.count() == 5)
            #expect(try await calls.count(["_id": ["$gt": 1]]) == 3)
            #expect(try await calls.count(["_id": ["$gt": 1]], limit: 2) == 2)
            #expect(try await calls.count(["_id": 77]) == 0)
        }
    }

    @Test("The server gives an _id to a document without one")
    func ids() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert([["a": 1], ["a": 2]])
            #expect(try await calls.findOne(["a": 1])?["_id"]?.objectID != nil)
            try await calls.insert([])
            #expect(try await calls.count() == 2)
        }
    }

    @Test("Updates tell what matched and what changed")
    func updates() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert([["_id": 1, "n": 1], ["_id": 2, "n": 1]])
            let one = try await calls.updateOne(["_id": 1], ["$inc": ["n": 1]])
            #expect((one.matched, one.modified) == (1, 1))
            let same = try await calls.updateOne(["_id": 1], ["$set": ["n": 2]])
            #expect((same.matched, same.modified) == (1, 0))
            let none = try await calls.updateOne(["_id": 9], ["$set": ["n": 2]])
            #expect((none.matched, none.modified) == (0, 0))
            let many = try await calls.updateMany([:], ["$set": ["m": true]])
            #expect((many.matched, many.modified) == (2, 2))
            let upsert = try await calls.updateOne(["_id": "new"], ["$set": ["n": 5]], upsert: true)
            #expect(upsert.matched == 0 && upsert.upsertedID == "new")
            let replaced = try await calls.replaceOne(["_id": 2], ["z": 1])
            #expect(replaced.matched == 1)
            #expect(try await calls.findOne(["_id": 2]) == ["_id": 2, "z": 1])
        }
    }

    @Test("A pipeline may use the values that are there")
    func pipelineUpdate() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert([["_id": 1, "a": 2, "b": 3]])
            try await calls.updateOne(["_id": 1], .pipeline([["$set": ["sum": ["$add": ["$a", "$b"]]]], ["$unset": "a"]]))
            #expect(try await calls.findOne(["_id": 1]) == ["_id": 1, "b": 3, "sum": 5])
        }
    }

    @Test("Deletes tell how many they removed")
    func deletes() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert((0..<4).map { ["_id": .int64($0)] })
            #expect(try await calls.deleteOne([:]) == 1)
            #expect(try await calls.deleteOne(["_id": 77]) == 0)
            #expect(try await calls.deleteMany([:]) == 3)
        }
    }

    @Test("Aggregations and distinct values")
    func aggregation() async throws {
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert((0..<9).map { ["_id": .int64($0), "k": .string($0 % 2 == 0 ? "even" : "odd")] })
            let groups = try await calls.aggregate([["$group": ["_id": "$k", "n": ["$sum": 1]]], ["$sort": ["_id": 1]]])
            #expect(groups.map { $0["n"]?.int } == [5, 4])
            #expect(try await calls.distinct("k", ["_id": ["$lt": 2]]).compactMap(\.string).sorted() == ["even", "odd"])
        }
    }

    @Test("Codable values go through the database")
    func codable() async throws {
        struct Person: Codable, Equatable {
            var _id: String
            var born: Date
            var tags: [String]
        }
        let person = Person(_id: "p", born: Date(timeIntervalSince1970: -1.001), tags: ["a"])
        try await MongoFixture.withCollection { calls, _ in
            try await calls.insert([BSONEncoder().encode(person)])
            let found = try #require(try await calls.findOne(["_id": "p"]))
            #expect(try BSONDecoder().decode(Person.self, from: found) == person)
        }
    }

    @Test("Collections and databases come and go")
    func namesAndDrops() async throws {
        try await MongoFixture.withCollection { calls, client in
            let database = client.database(calls.namespace.database)
            #expect(try await database.listCollectionNames().isEmpty)
            try await database.ping()
            try await calls.drop()
            try await calls.insert([["a": 1]])
            #expect(try await database.listCollectionNames() == ["calls"])
            try await calls.drop()
            #expect(try await database.listCollectionNames().isEmpty)
            try await calls.with(.primary).insert([["a": 1]])
            try await database.drop()
            #expect(try await calls.count() == 0)
        }
    }
}
