import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// Every test here has a server of its own, stops it, and sees what callers feel.
@Suite("A database that is away gives an error within five seconds, and is found again", .needsMongod)
struct OutageTests {
    private func withServer(
        replicaSet: Bool = false, _ body: (TestMongod, MongoCollection, MongoClient) async throws -> Void
    ) async throws {
        let server = try await TestMongod.start(replicaSet: replicaSet)
        defer { server.stop() }
        let patience = MongoConfiguration(uri: server.uri)
        let change = { (configuration: inout MongoConfiguration) in
            configuration.operationTimeout = patience.operationTimeout
            configuration.socketTimeout = patience.socketTimeout
        }
        try await MongoFixture.withClient(server.uri, change) { client in
            let calls = client.database("outage").collection("calls")
            try await calls.insert([["_id": 1, "n": 0]])
            try await body(server, calls, client)
        }
    }

    /// Many at once, so that some wait for a thread: none may take longer than five seconds.
    ///
    /// On a machine that is busy with other tests even a pause of 4.5 s may take longer than that: then they may, too.
    private func expectErrors(_ calls: MongoCollection, tasks: Int) async throws -> [MongoError] {
        async let pause = MongoFixture.seconds { try await Task.sleep(for: .milliseconds(4_500)) }
        let (slowest, errors) = try await errors(calls, tasks: tasks)
        let limit = try await max(5, pause + 0.5)
        #expect(slowest < limit)
        return errors
    }

    private func errors(_ calls: MongoCollection, tasks: Int) async throws -> (slowest: Double, errors: [MongoError]) {
        try await withThrowingTaskGroup(of: (Double, MongoError?).self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var error: MongoError?
                    let seconds = await MongoFixture.seconds {
                        do throws(MongoError) {
                            if task % 2 == 0 {
                                _ = try await calls.find()
                            } else {
                                try await calls.updateOne(["_id": 1], ["$inc": ["n": 1]])
                            }
                        } catch let failure {
                            error = failure
                        }
                    }
                    return (seconds, error)
                }
            }
            return try await group.reduce(into: (0, [])) { total, result in
                total = (max(total.0, result.0), total.1 + [result.1].compactMap(\.self))
            }
        }
    }

    /// Asks until there is an answer, for at most twenty seconds.
    private func expectRecovery(_ calls: MongoCollection) async throws {
        let limit = ContinuousClock.now + .seconds(20)
        while true {
            do {
                try await calls.updateOne(["_id": 1], ["$set": ["recovered": true]])
                break
            } catch {
                guard ContinuousClock.now < limit else { throw error }
            }
        }
        #expect(try await calls.findOne(["_id": 1])?["recovered"] == true)
    }

    @Test("A silent server: timeouts, of writes with unknown outcome; then it answers again", arguments: [false, true])
    func silent(_ replicaSet: Bool) async throws {
        try await withServer(replicaSet: replicaSet) { server, calls, _ in
            _ = try await calls.find()
            server.process.pause()
            let errors = try await expectErrors(calls, tasks: 24)
            #expect(errors.count == 24)
            #expect(errors.allSatisfy { $0.isUnavailable }, "\(errors)")
            #expect(errors.contains { $0.isUnknownWriteOutcome })
            _ = try await expectErrors(calls, tasks: 4)
            server.process.send(SIGCONT)
            try await expectRecovery(calls)
        }
    }

    @Test("A killed server: errors; restarted, it is found again", arguments: [false, true])
    func killed(_ replicaSet: Bool) async throws {
        try await withServer(replicaSet: replicaSet) { server, calls, _ in
            server.process.stop()
            let errors = try await expectErrors(calls, tasks: 24)
            #expect(errors.count == 24)
            #expect(errors.allSatisfy { $0.isUnavailable }, "\(errors)")
            try await server.restart()
            try await expectRecovery(calls)
        }
    }

    @Test("A restart between two reads is not noticed by the second")
    func restarted() async throws {
        try await withServer { server, calls, _ in
            #expect(try await calls.count() == 1)
            try await server.restart(SIGTERM)
            #expect(try await calls.count() == 1)
            try await expectRecovery(calls)
        }
    }
}
