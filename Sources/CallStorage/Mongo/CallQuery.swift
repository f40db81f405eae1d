import BSON
import CallControl
import CallSignaling
import FoundationEssentials
import Mongo

/// The questions asked of `calls`; each is answered by one of `CallIndexes`, in the index's order.
struct CallQuery {
    private static let withoutBookkeeping: BSONDocument = [CallField.outbox: 0, CallField.ops: 0]
    private static let withMarks: BSONDocument = ["outbox.topics": 0, "outbox.payload": 0, "outbox.expires_at": 0, CallField.ops: 0]
    private static let signals: BSONDocument = [
        CallField.church: 1, CallField.initiatedAt: 1, CallField.outbox: 1, "participants.member.id": 1, "participants.state": 1,
        "participants.invite_seq": 1,
    ]

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

    static func call(_ key: CallKey) -> CallQuery { CallQuery(CallDocument.filter(key), limit: 1, index: CallDocument.identityIndex) }

    /// With marks of what waits in their outboxes. Where an id is another church's of these its call is found too.
    static func stored(_ keys: [CallKey]) -> CallQuery {
        CallQuery(named(keys), limit: nil, projection: withMarks, index: CallDocument.identityIndex)
    }

    static func live(engaging members: [MemberID], in church: ChurchID) -> CallQuery {
        let filter: BSONDocument = [
            CallField.church: .string(church.rawValue), CallField.engaged: ["$in": CallDocument.ids(members)],
        ]
        return CallQuery(filter, limit: max(1, members.count))
    }

    /// Whom live calls of a church engage, all or those that engage any of `members`: nothing else of them.
    static func engaged(among members: [MemberID]?, in church: ChurchID, limit: Int) -> CallQuery {
        let condition: BSONDocument = members.map { ["$in": CallDocument.ids($0)] } ?? ["$exists": true]
        let filter: BSONDocument = [CallField.church: .string(church.rawValue), CallField.engaged: .document(condition)]
        return CallQuery(filter, limit: max(1, limit), projection: [CallField.id: 0, CallField.engaged: 1], index: "engaged")
    }

    /// The stages that count a church's live calls, at most `limit`.
    static func liveCount(in church: ChurchID, limit: Int) -> [BSONDocument] {
        let filter: BSONDocument = [CallField.church: .string(church.rawValue), CallField.engaged: ["$exists": true]]
        return [["$match": .document(filter)], ["$limit": .int64(Int64(max(1, limit)))], ["$count": "n"]]
    }

    /// `requestKey` stands there twice, so that the server sees that the partial index will do.
    static func call(holding key: RequestKey, in church: ChurchID) -> CallQuery {
        let filter: BSONDocument = [
            CallField.church: .string(church.rawValue), CallField.requestKey: .string(key.text),
            CallField.requests: ["$elemMatch": ["by": .string(key.member.rawValue), "key": .string(key.text)]],
        ]
        return CallQuery(filter, limit: 1)
    }

    /// Calls with requests from before `date`.
    static func requests(before date: Date, limit: Int) -> CallQuery {
        CallQuery(
            [CallField.requestMoment: ["$lt": .date(date)]], limit: max(1, limit), projection: [CallField.church: 1])
    }

    /// A page and the call after it.
    static func history(_ query: HistoryQuery) -> CallQuery {
        var filter = calls(of: query.member, in: query.churchID)
        if let type = query.type { filter.append(.string(type.rawValue), for: CallField.type) }
        if let position = query.position {
            filter.append(["$lte": .date(position.initiatedAt)], for: CallField.initiatedAt)
            let earlier: BSONDocument = [CallField.initiatedAt: ["$lt": .date(position.initiatedAt)]]
            let sameTime: BSONDocument = [
                CallField.initiatedAt: .date(position.initiatedAt), CallField.id: ["$lt": .string(position.callID.rawValue)],
            ]
            filter.append([.document(earlier), .document(sameTime)], for: "$or")
        }
        let limit = query.limit == .max ? query.limit : query.limit + 1
        return CallQuery(filter, sort: [CallField.initiatedAt: -1, CallField.id: -1], skip: query.offset, limit: limit)
    }

    static func due(by date: Date, limit: Int) -> CallQuery {
        CallQuery([CallField.deadline: ["$lte": .date(date)]], sort: [CallField.deadline: 1], limit: max(1, limit))
    }

    /// Live calls by id, of one owner or of all. `version` says that it is one of ours: the index has no others.
    static func live(of owner: String? = nil, beyond last: CallID?, limit: Int) -> CallQuery {
        var filter: BSONDocument = [CallField.version: ["$exists": true], CallField.endedAt: ["$exists": false]]
        if let owner { filter.append(.string(owner), for: CallField.owner) }
        if let last { filter.append(["$gt": .string(last.rawValue)], for: CallField.id) }
        return CallQuery(filter, sort: [CallField.endedAt: 1, CallField.id: 1], limit: max(1, limit))
    }

    /// Calls that ended after `date`, by end and id, those after `last` only.
    static func ended(of owner: String, after date: Date, beyond last: (endedAt: Date, id: CallID)?, limit: Int) -> CallQuery {
        var filter: BSONDocument = [CallField.version: ["$exists": true], CallField.owner: .string(owner)]
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

    /// Calls with signals that `owner` is to publish, in the order of their making.
    static func pending(of owner: String, beyond last: PendingSignals?, limit: Int) -> CallQuery {
        var filter: BSONDocument = [CallField.outboxOwner: .string(owner), CallField.firstInOutbox: ["$exists": true]]
        if let last {
            filter.append(["$gte": .date(last.initiatedAt)], for: CallField.initiatedAt)
            let later: BSONDocument = [CallField.initiatedAt: ["$gt": .date(last.initiatedAt)]]
            let sameTime: BSONDocument = [
                CallField.initiatedAt: .date(last.initiatedAt), CallField.id: ["$gt": .string(last.key.callID.rawValue)],
            ]
            filter.append([.document(later), .document(sameTime)], for: "$or")
        }
        return CallQuery(filter, sort: [CallField.initiatedAt: 1, CallField.id: 1], limit: max(1, limit), projection: signals)
    }

    /// What waits in the outboxes of these calls.
    static func pending(_ keys: [CallKey]) -> CallQuery {
        var filter = named(keys)
        filter.append(["$exists": true], for: CallField.firstInOutbox)
        return CallQuery(filter, limit: nil, projection: signals, index: CallDocument.identityIndex)
    }

    /// Those of these calls that have not been followed up.
    static func unfollowed(_ keys: [CallKey]) -> CallQuery {
        var filter = named(keys)
        filter.append(["$exists": true], for: CallField.unfollowedSince)
        return CallQuery(filter, limit: nil, index: CallDocument.identityIndex)
    }

    /// Calls that have not been followed up since before `date`.
    static func unfollowed(since date: Date, limit: Int) -> CallQuery {
        CallQuery([CallField.unfollowedSince: ["$lte": .date(date)]], sort: [CallField.unfollowedSince: 1], limit: max(1, limit))
    }

    /// By which writes these calls are what they are.
    static func ops(of keys: [CallKey]) -> CallQuery {
        CallQuery(named(keys), limit: nil, projection: [CallField.ops: 1], index: CallDocument.identityIndex)
    }

    /// These calls, if they are in one of these churches: enough to find them on their shards.
    private static func named(_ keys: [CallKey]) -> BSONDocument {
        let churches = Set(keys.map(\.churchID)).map { BSONValue.string($0.rawValue) }
        return [CallField.id: ["$in": .array(keys.map { .string($0.callID.rawValue) })], CallField.church: ["$in": .array(churches)]]
    }

    static func calls(of member: MemberID, in church: ChurchID) -> BSONDocument {
        [CallField.church: .string(church.rawValue), CallField.members: .string(member.rawValue)]
    }
}
