import BSON
import CallControl
import CallSignaling
import FoundationEssentials
import Mongo

/// The questions asked of `calls`; each is answered by one of `CallIndexes`, in the index's order.
struct CallQuery {
    private static let withoutBookkeeping: BSONDocument = [CallField.outbox: 0, CallField.ops: 0]

    let filter: BSONDocument
    let options: FindOptions

    private init(
        _ filter: BSONDocument, sort: BSONDocument? = nil, skip: Int? = nil, limit: Int?, projection: BSONDocument? = nil,
        index: String? = nil
    ) {
        self.filter = filter
        options = FindOptions(
            sort: sort, skip: skip, limit: limit, projection: projection ?? Self.withoutBookkeeping, hint: index.map { .string($0) })
    }

    static func call(_ key: CallKey) -> CallQuery { CallQuery(CallDocument.filter(key), limit: 1) }

    static func live(engaging members: [MemberID], in church: ChurchID) -> CallQuery {
        let filter: BSONDocument = [
            CallField.church: .string(church.rawValue), CallField.engaged: ["$in": CallDocument.ids(members)],
        ]
        return CallQuery(filter, limit: max(1, members.count))
    }

    static func history(_ query: HistoryQuery) -> CallQuery {
        var filter = calls(of: query.member, in: query.churchID)
        if let type = query.type { filter.append(.string(type.rawValue), for: CallField.type) }
        return CallQuery(filter, sort: [CallField.initiatedAt: -1, CallField.id: -1], skip: query.offset, limit: query.limit)
    }

    static func due(by date: Date, limit: Int) -> CallQuery {
        CallQuery([CallField.deadline: ["$lte": .date(date)]], sort: [CallField.deadline: 1], limit: max(1, limit))
    }

    /// Live calls by id. `version` says that it is one of ours: the index has no others.
    static func live(beyond last: CallID?, limit: Int) -> CallQuery {
        var filter: BSONDocument = [CallField.version: ["$exists": true], CallField.endedAt: ["$exists": false]]
        if let last { filter.append(["$gt": .string(last.rawValue)], for: CallField.id) }
        return CallQuery(filter, sort: [CallField.endedAt: 1, CallField.id: 1], limit: max(1, limit))
    }

    /// Calls that ended after `date`, by end and id, those after `last` only.
    static func ended(after date: Date, beyond last: (endedAt: Date, id: CallID)?, limit: Int) -> CallQuery {
        var filter: BSONDocument = [CallField.version: ["$exists": true]]
        if let last, last.endedAt > date {
            filter.append(["$gte": .date(last.endedAt)], for: CallField.endedAt)
            let later: BSONDocument = [CallField.endedAt: ["$gt": .date(last.endedAt)]]
            let sameTime: BSONDocument = [CallField.endedAt: .date(last.endedAt), CallField.id: ["$gt": .string(last.id.rawValue)]]
            filter.append([.document(later), .document(sameTime)], for: "$or")
        } else {
            filter.append(["$gt": .date(date)], for: CallField.endedAt)
        }
        return CallQuery(filter, sort: [CallField.endedAt: 1, CallField.id: 1], limit: max(1, limit))
    }

    /// Calls that have an end, and all the same `field`, which only live ones should have; the index is called like it.
    static func stale(_ field: String, limit: Int, isIndexed: Bool = true) -> CallQuery {
        CallQuery(
            [field: ["$exists": true], CallField.endedAt: ["$exists": true]], limit: max(1, limit), index: isIndexed ? field : nil)
    }

    static func pending(limit: Int) -> CallQuery {
        CallQuery(
            [CallField.firstInOutbox: ["$exists": true]], sort: [CallField.initiatedAt: 1, CallField.id: 1], limit: max(1, limit),
            projection: [CallField.church: 1, CallField.outbox: 1])
    }

    /// By which writes these calls are what they are.
    static func ops(of keys: [CallKey]) -> CallQuery {
        let churches = Set(keys.map(\.churchID)).map { BSONValue.string($0.rawValue) }
        let filter: BSONDocument = [
            CallField.id: ["$in": .array(keys.map { .string($0.callID.rawValue) })], CallField.church: ["$in": .array(churches)],
        ]
        return CallQuery(filter, limit: nil, projection: [CallField.ops: 1])
    }

    static func calls(of member: MemberID, in church: ChurchID) -> BSONDocument {
        [CallField.church: .string(church.rawValue), CallField.members: .string(member.rawValue)]
    }
}
