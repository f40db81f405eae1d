import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import TestSupport
import Testing

@testable import CallStorage

/// Single calls are read many at a time.
@Suite("Calls are read together", .enabled(if: Service.hasMongod, "no mongod")) struct ReadQueueTests {
    @Test func eachAskerGetsHisCall() async throws {
        try await withMongoStore { store in
            let changes = try await concurrently(60) { number in
                try await store.repository.insert(try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")]))
            }
            // Each is asked for three times at once, with strangers and unknown ones between.
            let found = try await concurrently(5 * changes.count) { number in
                let key = changes[number % changes.count].call.key
                switch number / changes.count {
                case 3: return try await store.repository.storedCall(CallKey("other", key.callID))
                case 4: return try await store.repository.storedCall(CallKey(key.churchID, Sample.newID()))
                default: return try await store.repository.storedCall(key)
                }
            }
            for (number, stored) in found.enumerated() {
                let change = changes[number % changes.count]
                let isKnown = number / changes.count < 3
                #expect(stored?.call == (isKnown ? change.call : nil))
                #expect(stored?.outbox.map(\.seq) == (isKnown ? change.outbox.map(\.seq) : nil))
            }
        }
    }

    /// Two churches in one question, each with an id that is the other's.
    @Test func nobodyGetsAnotherChurchsCall() async throws {
        try await withMongoStore { store in
            let ours = try await store.repository.insert(try Sample.call("ann", calling: ["bob"]))
            let theirs = try await store.repository.insert(try Sample.call("cal", calling: ["dan"], in: "other"))
            let keys = [
                ours.call.key, theirs.call.key, CallKey(theirs.call.churchID, ours.call.id), CallKey(ours.call.churchID, theirs.call.id),
            ]
            for _ in 0..<20 {
                let found = try await concurrently(keys.count) { try await store.repository.storedCall(keys[$0])?.call }
                #expect(found == [ours.call, theirs.call, nil, nil])
            }
        }
    }

    /// All that wait are told of an outage with the first, and reading goes on when it is over.
    @Test func nobodyWaitsForTwoOutages() async throws {
        let server = try await TestMongod.start(replicaSet: false)
        defer { server.stop() }
        let store = try await MongoStore(client: try MongoStore.makeClient(server.uri), database: "outage")
        let change = try await store.repository.insert(try Sample.call())
        server.process.pause()
        let start = ContinuousClock.now
        _ = try await concurrently(600) { number async throws -> Void in
            let key = number.isMultiple(of: 3) ? change.call.key : CallKey("grace", Sample.newID())
            await #expect(throws: DependencyFailure.self) { _ = try await store.repository.storedCall(key) }
        }
        #expect(start.duration(to: .now) < .seconds(8), "one outage takes 4 s")
        server.process.send(SIGCONT)
        var found: Call?
        while found == nil {
            do { found = try await store.repository.storedCall(change.call.key)?.call } catch is DependencyFailure {}  // not back yet
        }
        #expect(found == change.call)
        await store.client.close()
    }

    @Test func oneThatCannotBeReadHoldsUpNoOther() async throws {
        try await withMongoStore { store in
            let sound = try await store.repository.insert(try Sample.call("ann", calling: ["bob"]))
            let broken = try await store.repository.insert(try Sample.call("cal", calling: ["dan"]))
            try await store.calls.updateOne(CallDocument.filter(broken.call.key), ["$unset": ["participants": ""]])
            _ = try await concurrently(20) { number async throws -> Void in
                if number.isMultiple(of: 2) {
                    #expect(try await store.repository.storedCall(sound.call.key)?.call == sound.call)
                } else {
                    await #expect(throws: DecodingError.self) { _ = try await store.repository.storedCall(broken.call.key) }
                }
            }
        }
    }
}
