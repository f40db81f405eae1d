import BSON
public import CallControl
import CallSignaling
import FoundationEssentials
import Mongo

/// Which instances live: the collection `instances`, one document each, by the database's clock.
extension MongoCallRepository {
    private static let instances = "instances"
    /// How far back calls are taken over; far beyond the time for which signals of an ended call are repeated.
    private static let reach = 300.0

    /// Announces this instance, and finds those that are gone; see the port.
    ///
    /// Now and then, and at first, owners of waiting signals and live calls are looked for that have no document (any more).
    public func renewLease(isFirst: Bool, isMute: Bool) async throws -> LeaseReport {
        let fields: BSONDocument = ["name": .string(instance), "is_mute": .bool(isMute)]
        try await change(
            Self.instances,
            [
                "q": ["_id": .string(owner)], "u": ["$set": .document(fields), "$currentDate": ["renewed_at": true]], "upsert": true,
            ])
        let found = isFirst || isTimeForOrphans() ? try await owners() : []
        let others = try await leases(["_id": ["$ne": .string(owner)]])
        var report = Lists()
        for other in others {
            guard let id = other["_id"]?.string else { continue }
            let isPredecessor = isFirst && other["name"]?.string == instance
            if other["has_ended"]?.bool == true || isPredecessor {
                report.vacated.append(id)
            } else if other["is_late"]?.bool == true {
                report.expired.append(id)
            } else if other["is_mute"]?.bool == true {
                report.mute.append(id)
            }
        }
        let known = Set(others.compactMap { $0["_id"]?.string } + [owner])
        return LeaseReport(vacated: report.vacated + found.subtracting(known).sorted(), expired: report.expired, mute: report.mute)
    }

    /// Each of the signals and calls is changed by one atomic write that asks for its owner: so it goes to one of those who try.
    public func takeOver(from owners: [String]) async throws {
        let former = Self.values(owners)
        let ours = BSONValue.string(owner)
        _ = try await takeOverSignals(from: owners)
        let recent = BSONValue.date(Date().addingTimeInterval(-Self.reach))
        for when: BSONValue in [["$exists": false], ["$gt": recent]] {
            try await change(
                calls.namespace.collection,
                [
                    "q": [CallField.version: ["$exists": true], CallField.endedAt: when, CallField.owner: ["$in": former]],
                    "u": ["$set": [CallField.owner: ours]], "multi": true,
                ])
        }
        try await run(["delete": .string(Self.instances), "deletes": [["q": ["_id": ["$in": former]], "limit": 0]]], on: .write)
    }

    /// One atomic write for each call; see the port.
    public func takeOverSignals(from owners: [String]) async throws -> Int {
        let former = Self.values(owners)
        return try await change(
            calls.namespace.collection,
            [
                "q": [CallField.firstInOutbox: ["$exists": true], CallField.outbox: ["$elemMatch": [CallField.owner: ["$in": former]]]],
                "u": ["$set": ["outbox.$[signal].owner": .string(owner)]], "arrayFilters": [["signal.owner": ["$in": former]]],
                "multi": true,
            ])
    }

    private static func values(_ owners: [String]) -> BSONValue { .array(owners.map { $0.isEmpty ? .null : .string($0) }) }

    /// Marks the lease as ended; whoever sees it takes over.
    public func endLease() async throws {
        try await change(Self.instances, ["q": ["_id": .string(owner)], "u": ["$set": ["has_ended": true]]])
    }

    private struct Lists {
        var vacated: [String] = []
        var expired: [String] = []
        var mute: [String] = []
    }

    private static let leaseState: BSONDocument = [
        "name": 1, "has_ended": 1, "is_mute": 1,
        "is_late": ["$lt": ["$renewed_at", ["$subtract": ["$$NOW", .int64(Int64(LeaseReport.lease * 1_000))]]]],
    ]

    /// Owners of waiting signals and live calls; empty for those of a version that named none.
    private func owners() async throws -> Set<String> {
        let questions: [(String, BSONDocument)] = [
            (CallField.outboxOwner, [CallField.firstInOutbox: ["$exists": true]]),
            (CallField.owner, [CallField.deadline: ["$exists": true]]),
        ]
        var found: Set<String> = []
        for (key, filter) in questions {
            let answer = try await run(
                ["distinct": .string(calls.namespace.collection), "key": .string(key), "query": .document(filter)], on: .read)
            for owner in answer["values"]?.array ?? [] { found.insert(owner.string ?? "") }
        }
        let nameless: BSONDocument = [
            CallField.firstInOutbox: ["$exists": true], CallField.outbox: ["$elemMatch": [CallField.owner: .null]],
        ]
        let options = FindOptions(limit: 1, projection: ["_id": 1])
        let first = try await MongoFailure.translating { () throws(MongoError) in try await calls.find(nameless, options: options).first }
        if first != nil { found.insert("") }
        return found
    }

    private func leases(_ filter: BSONDocument) async throws -> [BSONDocument] {
        try await MongoFailure.translating { () throws(MongoError) in
            try await database.collection(Self.instances).find(filter, options: FindOptions(projection: Self.leaseState))
        }
    }

    /// How many documents were changed.
    @discardableResult
    private func change(_ collection: String, _ update: BSONDocument) async throws -> Int {
        let answer = try await run(["update": .string(collection), "updates": [.document(update)]], on: .write)
        guard let failure = answer["writeErrors"]?.array?.first?.document else { return answer["nModified"]?.int ?? 0 }
        throw DependencyFailure(.database, reason: failure["errmsg"]?.string ?? "an update failed")
    }

    @discardableResult
    private func run(_ command: BSONDocument, on lane: Lane) async throws -> BSONDocument {
        try await MongoFailure.translating { () throws(MongoError) in try await database.runCommand(command, on: lane) }
    }
}
