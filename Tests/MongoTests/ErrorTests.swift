import BSON
import Foundation
import Logging
import Mongo
import TestSupport
import Testing

@Suite("Errors say what is wrong, and keep secrets", .needsMongod)
struct ErrorTests {
    private static let secret = "s3cr3t"

    @Test("Wrong credentials")
    func credentials() async throws {
        let server = try await TestMongod.shared()
        let uri = server.uri.replacing("mongodb://", with: "mongodb://nobody:\(Self.secret)@")
        try await MongoFixture.withClient(uri) { client in
            let error = await #expect(throws: MongoError.self) { try await client.database("x").ping() }
            #expect(error?.kind == .authentication)
            #expect(!String(reflecting: error).contains(Self.secret))
        }
    }

    @Test(
        "A malformed connection string is not quoted",
        arguments: [
            "", "nonsense", "http://u:s3cr3t@h", "mongodb://u:s3cr3t@@h", "mongodb://u:p@s3cr3t@h:99999", "mongodb://u:%s3cr3t@h",
            "mongodb://u:s3cr3t@h/?w=\0", "mongodb://u:s3cr3t@:-1",
        ])
    func malformed(_ uri: String) {
        let error = #expect(throws: MongoError.self) { try MongoClient(MongoConfiguration(uri: uri), logger: Logger(label: "test")) }
        #expect(error?.kind == .invalidArgument)
        #expect(!String(reflecting: error).contains(Self.secret))
    }

    @Test("A configuration can be printed")
    func printing() {
        let configuration = MongoConfiguration(uri: "mongodb://user:s3cr3t@db.example.org:27017/?tls=true")
        for text in ["\(configuration)", String(reflecting: configuration), "\([configuration])", "\(Optional(configuration) as Any)"] {
            #expect(!text.contains(Self.secret) && !text.contains("user"))
        }
        #expect(configuration.description == "mongodb://***@db.example.org:27017/?tls=true")
    }

    @Test("Nobody listens")
    func noServer() async throws {
        let uri = "mongodb://user:\(Self.secret)@127.0.0.1:\(try FreePort.next())"
        try await MongoFixture.withClient(uri) { client in
            // On a machine busy with other tests even a pause of three seconds may take longer than five.
            async let pause = MongoFixture.seconds { try await Task.sleep(for: .seconds(3)) }
            let seconds = await MongoFixture.seconds {
                let error = await #expect(throws: MongoError.self) { try await client.database("x").ping() }
                #expect(error?.kind == .serverSelection && error?.isUnavailable == true && error?.isUnknownWriteOutcome == false)
                #expect(!String(reflecting: error).contains(Self.secret))
            }
            let limit = try await max(5, pause + 1)
            #expect(seconds < limit)
        }
    }

    @Test("The server's codes and unusable names")
    func codes() async throws {
        try await MongoFixture.withCollection { calls, client in
            let database = client.database(calls.namespace.database)
            let unknown = await #expect(throws: MongoError.self) { try await database.runCommand(["nonsense": 1]) }
            #expect(unknown?.kind == .server(code: 59))
            let badFilter = await #expect(throws: MongoError.self) { try await calls.find(["a": ["$nonsense": 1]]) }
            #expect(badFilter?.serverCode == 2 && badFilter?.description.contains("nonsense") == true)
            for name in ["", "a b", "a.b", "a/b", "$a", "a\0b", String(repeating: "x", count: 64)] {
                let error = await #expect(throws: MongoError.self) { try await client.database(name).ping() }
                #expect(error?.kind == .invalidArgument)
            }
            for name in ["", "a$b", "a\0b"] {
                let error = await #expect(throws: MongoError.self) { try await database.collection(name).find() }
                #expect(error?.kind == .invalidArgument)
            }
        }
    }

    @Test("A document beyond 16 MB is refused, and the client goes on")
    func tooLarge() async throws {
        try await MongoFixture.withCollection { calls, _ in
            let huge: BSONDocument = ["_id": 1, "x": .binary(subtype: 0, bytes: [UInt8](repeating: 7, count: 17_000_000))]
            await #expect(throws: MongoError.self) { try await calls.insert([huge]) }
            try await calls.insert([["_id": 2]])
            #expect(try await calls.count() == 1)
        }
    }

    @Test("A write that cannot be confirmed")
    func writeConcern() async throws {
        try await MongoFixture.withCollection { calls, _ in
            let three = calls.with(WriteConcern(members: 3, isJournaled: false, timeout: .milliseconds(50)))
            let error = await #expect(throws: MongoError.self) { try await three.insert([["_id": 1]]) }
            guard case .writeConcern = error?.kind else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(error?.isUnknownWriteOutcome == true)
            let result = try await three.bulkWrite([.insert(["_id": 2])])
            #expect(result.inserted == 1 && result.writeConcernError != nil)
            await #expect(throws: MongoError.self) {
                try await three.findAndModify(FindAndModify(filter: ["_id": 2], action: .update(["$set": ["a": 1]])))
            }
        }
    }
}
