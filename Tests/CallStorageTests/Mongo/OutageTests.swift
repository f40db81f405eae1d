import CallControl
import CallSignaling
import Foundation
import Mongo
import Synchronization
import TestSupport
import Testing

@testable import CallStorage

/// The database dies amid writes: everybody is answered in time, what was answered as stored is there, and work goes on with the same client.
@Suite(.enabled(if: Service.hasMongod, "no mongod"), .serialized) struct OutageTests {
    /// How a write ended.
    private enum Ending {
        case stored(Call)
        case failed(Call)

        var isStored: Bool { if case .stored = self { true } else { false } }
    }

    @Test(arguments: [false, true]) func killedAmidWrites(isReplicaSet: Bool) async throws {
        try await withServer(replicaSet: isReplicaSet) { server, store in
            async let endings = concurrently(48) { worker in try await write(worker, to: store.repository) }
            await store.log.reach(500)
            server.process.stop(SIGKILL)
            let all = try await endings.flatMap(\.self)
            async let late = concurrently(20) { worker in try await write(worker, to: store.repository, isDown: true) }
            async let ping = isDown { try await store.repository.ping() }
            async let due = isDown { _ = try await store.repository.dueCalls(by: Sample.noon, limit: 1) }
            for ending in try await late.flatMap(\.self) { #expect(!ending.isStored) }
            #expect(await ping)
            #expect(await due)
            try await server.restart()
            try await check(all, store)
            try await worksAgain(store)
        }
    }

    /// A server that stops answering is as good as down; what it did in the end counts.
    @Test func silentAmidWrites() async throws {
        try await withServer(replicaSet: false) { server, store in
            async let endings = concurrently(16) { worker in try await write(worker, to: store.repository) }
            await store.log.reach(200)
            server.process.pause()
            let all = try await endings.flatMap(\.self)
            await #expect(throws: DependencyFailure.self) { try await store.repository.call(CallKey("grace", Sample.newID())) }
            server.process.send(SIGCONT)
            try await worksAgain(store)
            try await check(all, store)
        }
    }

    /// Somebody else may read what was stored before its writer hears of it, and change it: the change is done, and told of, after the insertion.
    @Test func aChangeWaitsForItsCallsInsertion() async throws {
        try await withServer(replicaSet: false) { server, store in
            server.process.pause()
            let changes = try (0..<20).map { try Sample.call(MemberID("a\($0)"), calling: [MemberID("b\($0)")]) }
            async let outcomes = concurrently(changes.count) { number in
                let change = changes[number]
                async let insertion = store.repository.insert(change)
                while store.repository.young.withLock({ $0[change.call.key] == nil }) { await Task.yield() }
                async let first = store.repository.replace(change, with: try change.after(.ringing(Party(change.call.callees[1].id))))
                while store.repository.young.withLock({ $0[change.call.key] != 2 }) { await Task.yield() }
                if number == changes.count - 1 { server.process.send(SIGCONT) }
                _ = try await insertion
                return try await first
            }
            #expect(try await outcomes.allSatisfy(\.self))
            for change in changes { #expect(store.log.versions[change.call.id] == [1, 2]) }
            let young = store.repository.young.withLock(\.self)
            #expect(young.isEmpty)
        }
    }

    private func withServer(replicaSet: Bool, _ body: (TestMongod, MongoStore) async throws -> Void) async throws {
        let server = try await TestMongod.start(replicaSet: replicaSet)
        defer { server.stop() }
        let store = try await MongoStore(client: try MongoStore.makeClient(server.uri), database: "outage")
        try await body(server, store)
        await store.client.close()
    }

    /// Makes calls and changes to them until one is refused, and lists how each write ended. Each must be answered within 5 s.
    private func write(_ worker: Int, to repository: any CallRepository, isDown: Bool = false) async throws -> [Ending] {
        var endings: [Ending] = []
        for round in 0... {
            let prefix = isDown ? "down-\(worker)" : "\(worker)-\(round)"
            var change = try Sample.call(MemberID("a\(prefix)"), calling: [MemberID("b\(prefix)")])
            let new = change
            guard try await isStored(change.call, &endings, { try await repository.insert(new) }) else { return endings }
            for event in [CallEvent.ringing(Party(change.call.callees[1].id)), .accept(Party(change.call.callees[1].id))] {
                let (old, new) = (change, try change.after(event))
                guard
                    try await isStored(
                        new.call, &endings,
                        {
                            let isStored = try await repository.replace(old, with: new)
                            #expect(isStored)
                        })
                else { return endings }
                change = new
            }
        }
        return endings
    }

    /// Whether `work` is told, in time, that the database is down.
    private func isDown(_ work: () async throws -> Void) async -> Bool {
        let start = ContinuousClock.now
        do {
            try await work()
            return false
        } catch {
            return error is DependencyFailure && start.duration(to: .now) < .seconds(5)
        }
    }

    private func isStored(_ call: Call, _ endings: inout [Ending], _ write: () async throws -> Void) async throws -> Bool {
        let start = ContinuousClock.now
        defer { #expect(start.duration(to: .now) < .seconds(5)) }
        do {
            try await write()
            endings.append(.stored(call))
            return true
        } catch is DependencyFailure {
            endings.append(.failed(call))
            return false
        }
    }

    /// What was answered as stored is stored; what failed is there wholly or not at all; the observer heard of all that was answered.
    private func check(_ endings: [Ending], _ store: MongoStore) async throws {
        var stored: [CallKey: Call] = [:]
        var possible: [CallKey: Call] = [:]
        for ending in endings {
            switch ending {
            case .stored(let call): stored[call.key] = call
            case .failed(let call): possible[call.key] = call
            }
        }
        #expect(stored.count > 50)
        let told = Set(store.log.commits.map(\.call))
        for (key, call) in stored {
            let found = try await store.repository.call(key)
            #expect(found == call || (found != nil && found == possible[key]))
            #expect(told.contains(call))
        }
        for (key, call) in possible where stored[key] == nil {
            let found = try await store.repository.call(key)
            #expect(found == nil || found == call)
        }
        for versions in store.log.versions.values { #expect(versions == Array(1...versions.count)) }
    }

    private func worksAgain(_ store: MongoStore) async throws {
        let change = try await store.repository.insert(try Sample.call("zoe", calling: ["yan"]))
        let ended = try await store.repository.apply(.cancel(Party("zoe")), to: change)
        #expect(try await store.repository.call(change.call.key) == ended.call)
        try await store.repository.discardSignals([DeliveredSignals(key: change.call.key, seqs: Array(1...9))])
        #expect(try await store.repository.pendingSignals(limit: 10_000).contains { $0.key == change.call.key } == false)
    }
}
