import BSON
public import CallControl
public import FoundationEssentials
public import Mongo

/// Errands in MongoDB: the collection `errands`, one document a lane.
///
/// `{ _id: "<kind>:<lane>", kind, church_id, items: [{seq, call_id?, body, not_before, expires_at?}], last_seq, due?, attempts, first_tried_at?, claim?, idle_since? }`.
/// `due` stands there while there are items: it is when the first may be claimed, and while it is claimed, when the claim ends. A lane without any is removed
/// after two hours. Kept apart from calls, so that what waits for somebody else's server makes no call larger.
public struct MongoErrandQueue: ErrandQueue {
    /// Seconds for which a lane without errands is remembered, since it last had or was offered any: longer than an instance may be cut off and then add
    /// what others added before it, and than a push is of any use (`PushIntent.noticeLife`), so that nobody is told of a missed call twice.
    static let memory = 7_200

    private let database: MongoDatabase
    private let collection: MongoCollection
    private let unread = UnreadClaims()
    private let onAdd: @Sendable (Set<ErrandKind>) -> Void

    /// The errands in `database`; `onAdd` hears what is added through this object.
    public init(database: MongoDatabase, onAdd: @escaping @Sendable (Set<ErrandKind>) -> Void = { _ in }) {
        self.database = database
        collection = database.collection("errands")
        self.onAdd = onAdd
    }

    /// Adds errands: one update a lane, which leaves out what the lane has had.
    public func add(_ errands: [Errand]) async throws {
        guard !errands.isEmpty else { return }
        let lanes = Dictionary(grouping: errands) { ErrandLane.id(of: $0) }
        let statements = lanes.map { id, errands in
            BulkOperation.updateOne(filter: ["_id": .string(id)], update: ErrandLane.appending(errands), upsert: true)
        }
        for _ in 0..<2 {  // two may make a lane's document at once; then it is there
            let result = try await MongoFailure.translating { () throws(MongoError) in
                try await collection.bulkWrite(statements, isOrdered: false)
            }
            guard let error = result.writeErrors.first?.error else { return onAdd(Set(errands.map(\.kind))) }
            guard error.duplicateKey != nil else { throw MongoFailure.translated(error) }
        }
        throw DependencyFailure(.database, reason: "lanes of errands are made all the time")
    }

    /// Finds what is due, claims each of it by an update that asks for its still being so, and reads what was won.
    ///
    /// What was claimed and could not be read is read by the next who claims through this object: it does not wait for its lease to end.
    public func claim(_ kind: ErrandKind, limit: Int, at now: Date, lease: Double) async throws -> [ClaimedErrand] {
        let end = now.addingTimeInterval(lease)
        if let earlier = unread.take(kind) {
            let won = try await winnings(of: earlier, from: earlier.filter, ErrandLane.renewing(until: end))
            if !won.isEmpty { return won }
        }
        let isDue: BSONDocument = ["kind": .string(kind.rawValue), "due": ["$lte": .date(now)]]
        let options = FindOptions(sort: ["due": 1], limit: max(1, limit), projection: ["_id": 1])
        let found = try await MongoFailure.translating { () throws(MongoError) in try await collection.find(isDue, options: options) }
        let claim = UnreadClaims.Claim(text: UUID().uuidString, kind: kind, lanes: found.compactMap { $0["_id"] })
        guard !claim.lanes.isEmpty else { return [] }
        var filter = isDue
        filter.append(["$in": .array(claim.lanes)], for: "_id")
        return try await winnings(of: claim, from: filter, ErrandLane.claiming(claim.text, at: now, until: end))
    }

    /// Makes or renews a claim on those of its lanes that match `filter`, and reads what it holds.
    private func winnings(
        of claim: UnreadClaims.Claim, from filter: BSONDocument, _ update: MongoUpdate
    ) async throws -> [ClaimedErrand] {
        do {
            return try await MongoFailure.translating { () throws(MongoError) in
                try await collection.with(.primary).updateMany(filter, update)
                let won = try await collection.find(claim.filter, options: FindOptions(projection: ["items": ["$slice": 1]]))
                return won.compactMap { ErrandLane.claimed($0, claim.kind, claim.text) }
            }
        } catch {
            unread.put(claim)
            throw error
        }
    }

    /// Takes a claimed errand out; see the port.
    public func finish(_ claimed: ClaimedErrand, at now: Date) async throws { try await change(claimed, ErrandLane.finishing(at: now)) }

    /// Puts a claimed errand back; see the port.
    public func postpone(_ claimed: ClaimedErrand, until date: Date, isUntried: Bool) async throws {
        try await change(claimed, ErrandLane.postponing(until: date, isUntried: isUntried))
    }

    /// How many lanes have errands: counted in the index.
    public func waiting(_ kind: ErrandKind, limit: Int) async throws -> Int {
        let filter: BSONDocument = ["kind": .string(kind.rawValue), "due": ["$exists": true]]
        return try await MongoFailure.translating { () throws(MongoError) in try await collection.count(filter, limit: limit) }
    }

    /// Creates the indexes.
    public func prepare() async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            try await collection.createIndexes([
                IndexModel(keys: ["kind": 1, "due": 1], name: "due", partialFilter: ["due": ["$exists": true]])
            ])
            try await database.createExpiry(
                IndexModel(keys: ["idle_since": 1], name: "idle", expireAfterSeconds: Self.memory), of: collection)
        }
    }

    /// Not journaled: what a crash brings back is carried out once more, which all errands must bear.
    private func change(_ claimed: ClaimedErrand, _ update: MongoUpdate) async throws {
        let filter: BSONDocument = ["_id": .string(ErrandLane.id(of: claimed.errand)), "claim": .string(claimed.claim)]
        _ = try await MongoFailure.translating { () throws(MongoError) in try await collection.with(.primary).updateOne(filter, update) }
    }
}
