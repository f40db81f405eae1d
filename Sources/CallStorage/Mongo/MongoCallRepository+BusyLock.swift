import BSON
public import CallControl
public import CallSignaling
import Logging
import Mongo

extension MongoCallRepository: BusyLock {
    private static let badValue: Int32 = 2

    /// Live calls by id, each with its `engaged` field.
    public func liveHolds(beyond last: CallID?, limit: Int) async throws -> HoldPage {
        page(try await find(.live(beyond: last, limit: limit)), limit: limit)
    }

    /// Calls with `ended_at` and `engaged` or `deadline`. Reads those two indexes, and the whole collection only where the busy lock is missing.
    public func staleHolds(limit: Int) async throws -> HoldPage {
        var found: [BSONDocument]
        do {
            found = try await find(.stale(CallField.engaged, limit: limit))
        } catch let error as MongoError where error.serverCode == Self.badValue {
            found = try await find(.stale(CallField.engaged, limit: limit, isIndexed: false))
        }
        let known = Set(found.compactMap { $0[CallField.id]?.string })
        found += try await find(.stale(CallField.deadline, limit: limit)).filter { !known.contains($0[CallField.id]?.string ?? "") }
        return page(Array(found.prefix(limit)), limit: limit)
    }

    /// Members in `engaged` of several calls. Reads the live calls' index.
    public func doubleHolds(limit: Int) async throws -> [DoubleHold] {
        let groups = try await MongoFailure.translating { () throws(MongoError) in
            try await calls.aggregate(
                DoubleHoldPipeline.stages(limit: limit), options: AggregateOptions(hint: .string("ended"), allowsDiskUse: true))
        }
        return groups.map(DoubleHoldPipeline.hold)
    }

    /// Compares the index `engaged` with what it should be; drops and creates it where it differs.
    public func mendLock() async throws -> LockCondition {
        try await MongoFailure.translating { () throws(MongoError) in try await CallIndexes.mendLock(calls) }
    }

    private func find(_ query: CallQuery) async throws -> [BSONDocument] {
        try await MongoFailure.translating { () throws(MongoError) in try await calls.find(query.filter, options: query.options) }
    }

    private func page(_ documents: [BSONDocument], limit: Int) -> HoldPage {
        var holds: [Hold] = []
        var unreadable: [CallID] = []
        for document in documents {
            do {
                let engaged = document[CallField.engaged]?.array?.compactMap(\.string) ?? []
                holds.append(Hold(call: try BSONDecoder().decode(Call.self, from: document), engaged: engaged.map { MemberID($0) }))
            } catch {
                let id = CallID(document[CallField.id]?.string ?? "")
                unreadable.append(id)
                logger.error("stored call is unreadable", metadata: ["call_id": .id(id), "reason": "\(error)"])
            }
        }
        let last = documents.count < limit ? nil : documents.last?[CallField.id]?.string
        return HoldPage(holds: holds, unreadable: unreadable, last: last.map { CallID($0) })
    }
}

/// Finds members whom several live calls hold.
private enum DoubleHoldPipeline {
    static func stages(limit: Int) -> [BSONDocument] {
        [
            [
                "$match": [
                    CallField.version: ["$exists": true], CallField.endedAt: ["$exists": false], CallField.engaged: ["$exists": true],
                ]
            ],
            ["$sort": [CallField.initiatedAt: 1, CallField.id: 1]],
            ["$project": [CallField.church: 1, CallField.engaged: 1]],
            ["$unwind": "$engaged"],
            ["$group": ["_id": ["church": "$church_id", "member": "$engaged"], "calls": ["$push": "$_id"]]],
            ["$match": ["calls.1": ["$exists": true]]],
            ["$limit": .int64(Int64(max(1, limit)))],
        ]
    }

    static func hold(_ group: BSONDocument) -> DoubleHold {
        let church = ChurchID(group["_id"]?.document?["church"]?.string ?? "")
        return DoubleHold(calls: (group["calls"]?.array ?? []).compactMap(\.string).map { CallKey(church, CallID($0)) })
    }
}
