import BSON
public import CallControl
public import CallSignaling
public import FoundationEssentials
import Logging
import Mongo

extension MongoCallRepository {
    /// The call, as last stored. Throws `DecodingError` for a document that is no call.
    public func call(_ key: CallKey) async throws -> Call? {
        try await documents(.call(key)).first.map { try BSONDecoder().decode(Call.self, from: $0) }
    }

    /// The call, as last stored, and what waits in its outbox.
    public func storedCall(_ key: CallKey) async throws -> StoredCall? {
        try await reads.document(of: key).map { document in
            let marks = try BSONDecoder().decode(MarkedDocument.self, from: document)
            return StoredCall(
                call: try BSONDecoder().decode(Call.self, from: document),
                outbox: marks.outbox.map { OutboxMark(seq: $0.seq, isOurs: $0.owner == owner) }.sorted { $0.seq < $1.seq },
                isOurs: marks.owner == owner)
        }
    }

    /// The live calls that engage any of `members`.
    public func liveCalls(engaging members: [MemberID], in church: ChurchID) async throws -> [Call] {
        guard !members.isEmpty else { return [] }
        return decoded(try await documents(.live(engaging: members, in: church)), as: Call.self)
    }

    /// How many live calls the church has, at most `limit`: counted in the index of the busy lock, which has no others.
    public func liveCallCount(in church: ChurchID, limit: Int) async throws -> Int {
        let stages = CallQuery.liveCount(in: church, limit: limit)
        let result = try await MongoFailure.translating { () throws(MongoError) in
            try await calls.aggregate(stages, options: AggregateOptions(hint: "engaged"))
        }
        return result.first?["n"]?.int ?? 0
    }

    /// Whom live calls of the church keep busy, by the index of the busy lock.
    public func engagedMembers(among members: [MemberID]?, in church: ChurchID, callLimit: Int) async throws -> Set<MemberID> {
        if members?.isEmpty == true { return [] }
        let found = try await documents(.engaged(among: members, in: church, limit: callLimit))
        let engaged = found.flatMap { $0[CallField.engaged]?.array ?? [] }.compactMap(\.string).map { MemberID($0) }
        return members.map { Set(engaged).intersection($0) } ?? Set(engaged)
    }

    /// A page of a member's calls, newest first. The page and the total are read one after the other; the total is counted in the index.
    public func history(_ query: HistoryQuery) async throws -> HistoryPage {
        let page = CallQuery.history(query)
        let found = try await documents(page)  // one more than the page has
        let calls = decoded(Array(found.prefix(query.limit)), as: Call.self)
        let next = found.count > query.limit ? Self.position(found[query.limit - 1]) : nil
        guard query.position == nil else { return HistoryPage(calls: calls, total: nil, next: next) }
        let isLast = found.count <= query.limit && (query.offset == 0 || !found.isEmpty)
        if isLast { return HistoryPage(calls: calls, total: query.offset + found.count, next: nil) }
        let total = try await MongoFailure.translating { () throws(MongoError) in try await self.calls.count(page.filter) }
        return HistoryPage(calls: calls, total: total, next: next)
    }

    /// A document's place in the log, also where the rest of it cannot be read.
    private static func position(_ document: BSONDocument) -> HistoryPosition? {
        guard let id = document[CallField.id]?.string, let date = document[CallField.initiatedAt]?.date else { return nil }
        return HistoryPosition(initiatedAt: date, callID: CallID(id))
    }

    /// Sums over a member's calls made since `start`.
    public func statistics(of member: MemberID, in church: ChurchID, since start: Date) async throws -> CallStatistics {
        let stages = StatisticsPipeline.stages(of: member, in: church, since: start)
        let result = try await MongoFailure.translating { () throws(MongoError) in try await calls.aggregate(stages) }
        return StatisticsPipeline.sums(result.first)
    }

    /// Live calls whose deadline is not after `date`, the earliest first.
    public func dueCalls(by date: Date, limit: Int) async throws -> [Call] {
        decoded(try await documents(.due(by: date, limit: limit)), as: Call.self)
    }

    /// This instance's calls that live or ended after `date`.
    public func ownCalls(endedAfter date: Date, beyond last: Call?, limit: Int) async throws -> [Call] {
        var found: [BSONDocument] = []
        if last?.endedAt == nil { found = try await documents(.live(of: owner, beyond: last?.id, limit: limit)) }
        if found.count < limit {
            let position = last.flatMap { last in last.endedAt.map { (endedAt: $0, id: last.id) } }
            found += try await documents(.ended(of: owner, after: date, beyond: position, limit: limit - found.count))
        }
        return decoded(found, as: Call.self)
    }

    /// Calls with signals that this instance is to publish, the oldest call first.
    public func pendingSignals(beyond last: PendingSignals?, limit: Int) async throws -> [PendingSignals] {
        try await pending(.pending(of: owner, beyond: last, limit: limit))
    }

    /// What waits in the outboxes of these calls.
    public func pendingSignals(of keys: [CallKey]) async throws -> [PendingSignals] {
        keys.isEmpty ? [] : try await pending(.pending(keys))
    }

    private func pending(_ query: CallQuery) async throws -> [PendingSignals] {
        decoded(try await documents(query), as: PendingDocument.self).map { $0.signals(of: owner) }
    }

    /// The primary's clock, or that of the router of a sharded cluster (`hello`, `localTime`).
    public func serverTime() async throws -> Date {
        let answer = try await MongoFailure.translating { () throws(MongoError) in try await database.runCommand(["hello": 1]) }
        guard let time = answer["localTime"]?.date else { throw DependencyFailure(.database, reason: "it does not tell the time") }
        return time
    }

    private func documents(_ query: CallQuery) async throws -> [BSONDocument] {
        try await MongoFailure.translating { () throws(MongoError) in try await calls.find(query.filter, options: query.options) }
    }

    /// Leaves out, and reports, what cannot be decoded: one bad document must not hold up all other calls.
    private func decoded<T: Decodable>(_ documents: [BSONDocument], as type: T.Type) -> [T] {
        documents.compactMap { document in
            do {
                return try BSONDecoder().decode(type, from: document)
            } catch {
                let id = document[CallField.id]?.string ?? ""
                logger.error("stored call is unreadable", metadata: ["call_id": "\(id)", "reason": "\(error)"])
                return nil
            }
        }
    }
}
