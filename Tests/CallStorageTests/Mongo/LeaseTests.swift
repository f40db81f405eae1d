import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// Several instances on one database: each has its own calls and signals, and what the dead leave goes to one of the living.
@Suite(.enabled(if: Service.hasMongod, "no mongod")) struct LeaseTests {
    @Test func eachSeesItsOwnSignals() async throws {
        try await withInstances("one", "two") { one, two in
            let old = try await one.repository.insert(try Sample.call())
            let new = try await two.repository.apply(.accept(Party("bob")), to: old)
            let (ones, twos) = (old.outbox.map(\.seq), new.outbox.map(\.seq))
            let first = try #require(try await one.repository.pendingSignals(limit: 9).first)
            #expect(first.entries == old.outbox && first.foreign == twos)
            let second = try #require(try await two.repository.pendingSignals(of: [old.call.key]).first)
            #expect(second.entries == new.outbox && second.foreign == ones)
            let stored = try #require(try await two.repository.storedCall(old.call.key))
            #expect(stored.isOurs && stored.outbox.map(\.isOurs) == ones.map { _ in false } + twos.map { _ in true })
            #expect(try await one.repository.ownCalls(endedAfter: Sample.noon, beyond: nil, limit: 9).isEmpty)
            #expect(try await two.repository.ownCalls(endedAfter: Sample.noon, beyond: nil, limit: 9) == [new.call])
        }
    }

    @Test func leaseThatIsRenewedIsLeftAlone() async throws {
        try await withInstances("one", "two") { one, two in
            for isFirst in [true, false] {
                let reports = [
                    try await one.repository.renewLease(isFirst: isFirst), try await two.repository.renewLease(isFirst: isFirst),
                ]
                #expect(reports == [LeaseReport(), LeaseReport()])
            }
        }
    }

    @Test func whoHasNoBrokerLetsOthersSpeak() async throws {
        try await withInstances("one", "two") { one, two in
            _ = try await one.repository.renewLease(isFirst: true, isMute: true)
            let change = try await one.repository.insert(try Sample.call())
            #expect(try await two.repository.renewLease(isFirst: true) == LeaseReport(mute: [one.repository.owner]))
            #expect(try await two.repository.takeOverSignals(from: [one.repository.owner]) == 1)
            #expect(try await two.repository.pendingSignals(limit: 9).map(\.entries) == [change.outbox])
            #expect(try await two.repository.takeOverSignals(from: [one.repository.owner]) == 0)
            #expect(try await one.repository.ownCalls(endedAfter: Sample.noon, beyond: nil, limit: 9) == [change.call])
            _ = try await one.repository.renewLease(isFirst: false)
            #expect(try await two.repository.renewLease(isFirst: false) == LeaseReport())
        }
    }

    @Test func leaseRunsOutByTheDatabasesClock() async throws {
        try await withInstances("one", "two") { one, two in
            _ = try await one.repository.renewLease(isFirst: true)
            let late = BSONValue.date(Date().addingTimeInterval(-LeaseReport.lease - 1))
            try await one.setLease(["renewed_at": late])
            #expect(try await two.repository.renewLease(isFirst: true) == LeaseReport(expired: [one.repository.owner]))
            _ = try await one.repository.renewLease(isFirst: false)
            #expect(try await two.repository.renewLease(isFirst: false) == LeaseReport())
        }
    }

    @Test func endedLeasesAndPredecessorsAreVacatedAtOnce() async throws {
        try await withInstances("one", "two", "one") { one, two, successor in
            for instance in [one, two] { _ = try await instance.repository.renewLease(isFirst: true) }
            try await two.repository.endLease()
            let report = try await successor.repository.renewLease(isFirst: true)
            #expect(Set(report.vacated) == [one.repository.owner, two.repository.owner] && report.expired.isEmpty)
            #expect(try await successor.repository.renewLease(isFirst: false).vacated == [two.repository.owner])
        }
    }

    @Test func ownersThatNeverHadALeaseAreFound() async throws {
        try await withInstances("one", "two") { one, two in
            let call = try await one.repository.insert(try Sample.call()).call
            #expect(try await two.repository.renewLease(isFirst: true).vacated == [one.repository.owner])
            _ = try await one.calls.updateOne(["_id": .string(call.id.rawValue)], ["$unset": ["outbox.0.owner": "", "owner": ""]])
            let report = try await two.repository.renewLease(isFirst: true)
            #expect(report.vacated == [""])
            try await two.repository.takeOver(from: report.vacated)
            #expect(try await two.repository.pendingSignals(limit: 9).map(\.key) == [call.key])
            #expect(try await two.repository.ownCalls(endedAfter: Sample.noon, beyond: nil, limit: 9) == [call])
        }
    }

    @Test func everySignalIsTakenOverByExactlyOne() async throws {
        try await withInstances("one", "two", "three") { one, two, three in
            _ = try await one.repository.renewLease(isFirst: true)
            let changes = try await concurrently(300) { number in
                try await one.repository.insert(try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")]))
            }
            let own = try await two.repository.apply(.accept(Party(changes[0].call.callees[1].id)), to: changes[0])
            let owners = [one.repository.owner]
            _ = try await concurrently(2) { try await ($0 == 0 ? two : three).repository.takeOver(from: owners) }
            let taken = [try await two.repository.pendingSignals(limit: 900), try await three.repository.pendingSignals(limit: 900)]
            let entries = taken.flatMap(\.self).flatMap { signals in signals.entries.map { [signals.key.callID.rawValue, "\($0.seq)"] } }
            #expect(entries.count == changes.reduce(own.outbox.count) { $0 + $1.outbox.count })
            #expect(Set(entries).count == entries.count)
            #expect(try await one.repository.pendingSignals(limit: 9).isEmpty)
            let calls = try await concurrently(2) { number in
                try await (number == 0 ? two : three).repository.ownCalls(endedAfter: Sample.noon, beyond: nil, limit: 900)
            }
            #expect(calls.flatMap(\.self).count == 300)
            let lease = try await one.database.collection("instances").find(["_id": .string(one.repository.owner)])
            #expect(lease.isEmpty)
        }
    }

    private func withInstances(_ first: String, _ second: String, _ body: (MongoStore, MongoStore) async throws -> Void) async throws {
        try await withInstances(first, second, second) { one, two, _ in try await body(one, two) }
    }

    private func withInstances(
        _ first: String, _ second: String, _ third: String, _ body: (MongoStore, MongoStore, MongoStore) async throws -> Void
    ) async throws {
        let client = try await MongoStore.sharedClient()
        try await withMongoDatabase { database in
            let one = try await MongoStore(client: client, database: database.name, instance: first)
            let two = try await MongoStore(client: client, database: database.name, instance: second)
            try await body(one, two, try await MongoStore(client: client, database: database.name, instance: third))
        }
    }
}

extension MongoStore {
    /// Changes this instance's lease behind its back.
    fileprivate func setLease(_ fields: BSONDocument) async throws {
        _ = try await database.collection("instances").updateOne(["_id": .string(repository.owner)], ["$set": .document(fields)])
    }
}
