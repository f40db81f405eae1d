import BSON
import Dispatch
import Mongo
import TestSupport
import Testing

@Suite("Work waits in line, bounded, and can be called off", .needsMongod)
struct LaneTests {
    /// Occupies the one writer thread until released.
    private func occupied(_ client: MongoClient, _ body: () async throws -> Void) async throws {
        let gate = DispatchSemaphore(value: 0)
        let (started, signal) = AsyncStream<Void>.makeStream()
        async let blocker: Void = client.withWriter { _ in
            signal.finish()
            gate.wait()
        }
        for await _ in started {}
        do {
            try await body()
        } catch {
            gate.signal()
            throw error
        }
        gate.signal()
        try await blocker
    }

    /// Until `count` operations wait. Nothing tells, so it is polled.
    private func waiting(_ count: Int, _ client: MongoClient) async throws {
        let limit = ContinuousClock.now + .seconds(20)
        while client.waitingOperations(on: .write) < count {
            try #require(ContinuousClock.now < limit)
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    @Test("A cancelled task's waiting write is dropped, at once and without effect")
    func cancellation() async throws {
        try await MongoFixture.withCollection { calls, client in
            try await occupied(client) {
                let task = Task { try await calls.insert([["_id": 1]]) }
                try await waiting(1, client)
                task.cancel()
                let error = await #expect(throws: MongoError.self) { try await task.value }
                #expect(error?.kind == .cancelled && error?.isUnknownWriteOutcome == false)
                #expect(client.waitingOperations(on: .write) == 0)
            }
            #expect(try await calls.count() == 0)
        }
    }

    @Test("A task that is cancelled already does nothing")
    func cancelledBefore() async throws {
        try await MongoFixture.withCollection { calls, _ in
            let task = Task<Void, any Error> {
                withUnsafeCurrentTask { $0?.cancel() }
                try await calls.insert([["_id": 1]])
            }
            let error = await #expect(throws: MongoError.self) { try await task.value }
            #expect(error?.kind == .cancelled)
            let count = try await calls.count()
            #expect(count == 0)
        }
    }

    @Test("A full queue refuses")
    func queueFull() async throws {
        try await MongoFixture.withCollection({ $0.queueLimit = 2 }) { calls, client in
            try await occupied(client) {
                let first = Task { try await calls.insert([["_id": 1]]) }
                let second = Task { try await calls.insert([["_id": 2]]) }
                try await waiting(2, client)
                let error = await #expect(throws: MongoError.self) { try await calls.insert([["_id": 3]]) }
                #expect(error?.kind == .queueFull && error?.isUnavailable == true)
                first.cancel()
                await #expect(throws: MongoError.self) { try await first.value }
                second.cancel()
                await #expect(throws: MongoError.self) { try await second.value }
            }
            try await calls.insert([["_id": 3]])
        }
    }

    @Test("What waits too long gets an error instead")
    func waitsTooLong() async throws {
        let uri = try await TestMongod.shared().uri
        try await MongoFixture.withCollection { calls, _ in
            try await MongoFixture.withClient(uri, { $0.operationTimeout = .milliseconds(200) }) { impatient in
                try await occupied(impatient) {
                    let impatientCalls = impatient.database(calls.namespace.database).collection("calls")
                    let error = await #expect(throws: MongoError.self) { try await impatientCalls.insert([["_id": 1]]) }
                    #expect(error?.kind == .timeout && error?.isUnknownWriteOutcome == false)
                }
            }
            let count = try await calls.count()
            #expect(count == 0)
        }
    }

    @Test("Writes of one thread are carried out in their order")
    func order() async throws {
        try await MongoFixture.withCollection { calls, client in
            try await occupied(client) {
                for number in 0..<20 {
                    Task { try await calls.updateOne(["_id": 1], ["$push": ["n": .int64(Int64(number))]], upsert: true) }
                    try await waiting(number + 1, client)
                }
            }
            try await calls.insert([["_id": 2]])
            #expect(try await calls.findOne(["_id": 1])?["n"]?.array?.compactMap(\.int) == Array(0..<20))
        }
    }

    @Test("A writer runs many commands in a row on one connection")
    func withWriter() async throws {
        try await MongoFixture.withCollection { calls, client in
            let namespace = calls.namespace
            let total = try await client.withWriter { connection in
                var total = 0
                for id in 0..<10 {
                    total += try connection.bulkWrite([.insert(["_id": .int64(Int64(id))])], in: namespace, isOrdered: false).inserted
                }
                let reply = try connection.runCommand(["count": .string(namespace.collection)], database: namespace.database)
                #expect(reply["n"]?.int == total)
                #expect(try connection.find(["_id": 3], in: namespace).count == 1)
                #expect(try connection.findAndModify(FindAndModify(filter: ["_id": 3], action: .remove), in: namespace) != nil)
                return total
            }
            #expect(total == 10)
            struct Mine: Error {}
            await #expect(throws: Mine.self) { try await client.withWriter { _ in throw Mine() } }
        }
    }

    @Test("A closed client refuses, and closing waits for running work")
    func closed() async throws {
        try await MongoFixture.withCollection { calls, client in
            try await calls.insert([["_id": 1]])
            await client.close()
            await client.close()
            let error = await #expect(throws: MongoError.self) { try await calls.find() }
            #expect(error?.kind == .closed)
            await #expect(throws: MongoError.self) { try await client.withWriter { _ in } }
        }
    }
}
