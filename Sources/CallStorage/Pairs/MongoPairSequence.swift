import BSON
public import CallControl
import CallSignaling
public import FoundationEssentials
public import Mongo

/// Numbers of pairs in MongoDB: the collection `peer_numbers`, a small document a pair, removed by the database some time after its call.
///
/// `{ _id: "<church>/<call>/<from>/<to>", church_id, seq, until }`. Ids have no `/`. What was said is not in it. Every filter names the church, by which the
/// collection may be sharded.
public struct MongoPairSequence: PairSequence {
    private let collection: MongoCollection

    /// The numbers in `database`.
    public init(database: MongoDatabase) { collection = database.collection("peer_numbers") }

    /// Creates the index by which the database removes what is over.
    public func prepare() async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            try await collection.createIndexes([IndexModel(keys: ["until": 1], name: "until", expireAfterSeconds: 0)])
        }
    }

    /// The pair's next number, by one update. Refused only where another has just made the document: then it is there.
    public func next(of pair: PeerPair, keptUntil date: Date) async throws -> Int {
        let (church, call) = (pair.call.churchID, pair.call.callID)
        let operation = FindAndModify(
            filter: ["_id": .string("\(church)/\(call)/\(pair.from)/\(pair.to)"), "church_id": .string(church.rawValue)],
            action: .update(.operators(["$inc": ["seq": 1], "$set": ["until": .date(date)]])), upsert: true,
            projection: ["_id": 0, "seq": 1])
        for _ in 0..<2 {
            do {
                if let seq = try await collection.findAndModify(operation)?["seq"]?.int { return seq }
            } catch {
                guard error.duplicateKey == nil else { continue }
                throw MongoFailure.translated(error)
            }
        }
        throw DependencyFailure(.database, reason: "a pair's number could not be told")
    }
}
