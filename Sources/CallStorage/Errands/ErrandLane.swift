import BSON
import CallControl
import CallSignaling
import FoundationEssentials
import Mongo

/// How a lane of errands is written and read. Updates are pipelines, so that each sees the lane as it is at that moment.
enum ErrandLane {
    static func id(of errand: Errand) -> String { "\(errand.kind.rawValue):\(errand.lane)" }

    /// Adds errands of one lane, those it has not had. Where it has had all, it is remembered anew. What a push that is to be tried again has told by then may be
    /// revoked by the next: so it does not hold that up, but is due with it.
    static func appending(_ errands: [Errand]) -> MongoUpdate {
        let sorted = errands.sorted { $0.seq < $1.seq }
        let items = BSONValue.array(sorted.map { .document(item($0)) })
        let isNew: BSONDocument = ["$gt": ["$$item.seq", ["$ifNull": ["$last_seq", .int64(.min)]]]]
        let new: BSONDocument = ["$filter": ["input": ["$literal": items], "as": "item", "cond": .document(isNew)]]
        let isEmpty: BSONDocument = ["$eq": [["$size": "$items"], 0]]
        let first: BSONValue = ["$arrayElemAt": ["$items.not_before", 0]]
        let last = sorted[sorted.count - 1]
        let isHastened: BSONDocument = [
            "$and": [
                .bool(last.kind == .push), ["$eq": [["$type": "$claim"], "missing"]],
                ["$gt": [.int64(Int64(last.seq)), ["$ifNull": ["$last_seq", .int64(.min)]]]],
            ]
        ]
        let due: BSONValue = ["$ifNull": ["$due", first]]
        let hastened: BSONValue = ["$cond": [["$eq": [["$type": "$due"], "missing"]], first, ["$min": ["$due", .date(last.notBefore)]]]]
        return .pipeline([
            [
                "$set": [
                    "kind": ["$literal": .string(sorted[0].kind.rawValue)], "church_id": ["$literal": .string(sorted[0].churchID.rawValue)],
                    "items": ["$concatArrays": [["$ifNull": ["$items", []]], .document(new)]],
                    "attempts": ["$ifNull": ["$attempts", 0]],
                ]
            ],
            [
                "$set": [
                    "last_seq": ["$max": ["$last_seq", .int64(Int64(last.seq))]],
                    "due": ["$cond": [.document(isEmpty), "$$REMOVE", ["$cond": [.document(isHastened), hastened, due]]]],
                    "idle_since": ["$cond": [.document(isEmpty), "$$NOW", "$$REMOVE"]],
                ]
            ],
        ])
    }

    static func claiming(_ claim: String, at now: Date, until end: Date) -> MongoUpdate {
        .pipeline([
            [
                "$set": [
                    "claim": ["$literal": .string(claim)], "due": .date(end), "attempts": ["$add": ["$attempts", 1]],
                    "first_tried_at": ["$ifNull": ["$first_tried_at", .date(now)]],
                ]
            ]
        ])
    }

    /// Has a claim end later.
    static func renewing(until end: Date) -> MongoUpdate { ["$set": ["due": .date(end)]] }

    static func finishing(at now: Date) -> MongoUpdate {
        let isEmpty: BSONDocument = ["$eq": [["$size": "$items"], 0]]
        let first: BSONValue = ["$arrayElemAt": ["$items.not_before", 0]]
        return .pipeline([
            ["$set": ["items": ["$slice": ["$items", 1, 1_000_000]], "attempts": 0]],
            [
                "$set": [
                    "due": ["$cond": [.document(isEmpty), "$$REMOVE", ["$max": [.date(now), first]]]],
                    "idle_since": ["$cond": [.document(isEmpty), "$$NOW", "$$REMOVE"]],
                ]
            ],
            ["$unset": ["claim", "first_tried_at"]],
        ])
    }

    static func postponing(until date: Date, isUntried: Bool) -> MongoUpdate {
        guard isUntried else { return ["$set": ["due": .date(date)], "$unset": ["claim": ""]] }
        let isFirst: BSONDocument = ["$lte": ["$attempts", 1]]
        return .pipeline([
            [
                "$set": [
                    "due": .date(date), "attempts": ["$subtract": ["$attempts", 1]],
                    "first_tried_at": ["$cond": [.document(isFirst), "$$REMOVE", "$first_tried_at"]],
                ]
            ],
            ["$unset": ["claim"]],
        ])
    }

    /// The first errand of a claimed lane; nil for a document that is none.
    static func claimed(_ document: BSONDocument, _ kind: ErrandKind, _ claim: String) -> ClaimedErrand? {
        guard let id = document["_id"]?.string, let church = document["church_id"]?.string, let attempts = document["attempts"]?.int,
            let firstTriedAt = document["first_tried_at"]?.date, let item = document["items"]?.array?.first?.document,
            let seq = item["seq"]?.int, let body = item["body"]?.string, let notBefore = item["not_before"]?.date
        else { return nil }
        let errand = Errand(
            kind, lane: String(id.dropFirst(kind.rawValue.count + 1)), seq: seq, churchID: ChurchID(church),
            callID: item["call_id"]?.string.map { CallID($0) }, body: body, notBefore: notBefore, expiresAt: item["expires_at"]?.date)
        return ClaimedErrand(errand: errand, attempts: attempts - 1, firstTriedAt: firstTriedAt, claim: claim)
    }

    private static func item(_ errand: Errand) -> BSONDocument {
        var item: BSONDocument = ["seq": .int64(Int64(errand.seq)), "body": .string(errand.body), "not_before": .date(errand.notBefore)]
        if let callID = errand.callID { item.append(.string(callID.rawValue), for: "call_id") }
        if let expiry = errand.expiresAt { item.append(.date(expiry), for: "expires_at") }
        return item
    }
}
