import BSON
import CallControl
import Mongo

/// The indexes of `calls` (DESIGN 4).
enum CallIndexes {
    /// The busy lock: no two calls of a church hold the same member. Multikey; documents without the field are not in it.
    private static let engaged = IndexModel(
        keys: [CallField.church: 1, CallField.engaged: 1], name: "engaged", isUnique: true,
        partialFilter: [CallField.engaged: ["$exists": true]])

    /// No two calls of a church hold the same key of the same member. Multikey, an entry for each request; calls without one are not in it.
    private static let requests = IndexModel(
        keys: [CallField.church: 1, CallField.requestSender: 1, CallField.requestKey: 1], name: "idempotency", isUnique: true,
        partialFilter: [CallField.requestKey: ["$exists": true]])

    private static let retention = "retention"

    private static let all = [
        engaged, requests,
        IndexModel(
            keys: [CallField.requestMoment: 1], name: "idempotency_age", partialFilter: [CallField.requestMoment: ["$exists": true]]),
        IndexModel(
            keys: [CallField.church: 1, CallField.members: 1, CallField.initiatedAt: -1, CallField.id: -1, CallField.type: 1],
            name: "history"),
        IndexModel(keys: [CallField.deadline: 1], name: "deadline", partialFilter: [CallField.deadline: ["$exists": true]]),
        IndexModel(
            keys: [CallField.outboxOwner: 1, CallField.initiatedAt: 1, CallField.id: 1], name: "waiting",
            partialFilter: [CallField.firstInOutbox: ["$exists": true]]),
        IndexModel(
            keys: [CallField.unfollowedSince: 1], name: "unfollowed", partialFilter: [CallField.unfollowedSince: ["$exists": true]]),
        IndexModel(
            keys: [CallField.endedAt: 1, CallField.id: 1], name: "ended", partialFilter: [CallField.version: ["$exists": true]]),
    ]

    /// Whether it was the busy lock that refused a write.
    static func isEngaged(_ key: DuplicateKey) -> Bool { key.keyPattern.contains(CallField.engaged) }

    /// Whether it was the key of a named request that refused a write.
    static func isRequest(_ key: DuplicateKey) -> Bool { key.keyPattern.contains(CallField.requestKey) }

    /// Makes sure of the busy lock, in place of whatever has its name.
    static func mendLock(_ calls: MongoCollection) async throws(MongoError) -> LockCondition {
        let found = try await calls.listIndexes().first { $0["name"]?.string == engaged.name }
        if let found, isLock(found) { return .intact }
        if found != nil { try await calls.dropIndex(engaged.name) }
        do {
            try await calls.createIndexes([engaged])
            return .restored
        } catch {
            guard error.duplicateKey != nil else { throw error }
            return .blocked
        }
    }

    private static func isLock(_ index: BSONDocument) -> Bool {
        let keys = index["key"]?.document?.elements.map { "\($0.key) \($0.value.int ?? 0)" }
        return keys == ["\(CallField.church) 1", "\(CallField.engaged) 1"] && index["unique"]?.bool == true
            && index["partialFilterExpression"]?.document == engaged.partialFilter
    }

    /// Creates what is missing. Calls are kept for ever without `retentionSeconds`; a changed one takes effect.
    static func prepare(_ calls: MongoCollection, in database: MongoDatabase, retentionSeconds: Int?) async throws(MongoError) {
        try await calls.createIndexes(all)
        try await calls.dropIndex("pending")  // of an earlier version
        guard let retentionSeconds else { return try await calls.dropIndex(retention) }
        try await database.createExpiry(
            IndexModel(keys: [CallField.endedAt: 1], name: retention, expireAfterSeconds: retentionSeconds), of: calls)
    }
}
