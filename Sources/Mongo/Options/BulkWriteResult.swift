public import BSON

/// What a bulk write did, and which of its statements failed.
public struct BulkWriteResult: Sendable, Equatable {
    /// A document that was inserted because nothing matched.
    public struct Upserted: Sendable, Equatable {
        /// The statement's position in the bulk.
        public let index: Int
        /// The new document's `_id`.
        public let id: BSONValue
    }

    /// How many documents were inserted by `insert`.
    public internal(set) var inserted = 0
    /// How many documents matched an update or replacement. A total: the server does not tell which statements they belong to.
    public internal(set) var matched = 0
    /// How many of them changed.
    public internal(set) var modified = 0
    /// How many documents were removed.
    public internal(set) var deleted = 0
    /// What was inserted by upserts.
    public internal(set) var upserted: [Upserted] = []
    /// The statements that failed, in their order. The others were carried out (unordered), or those before the first (ordered).
    public internal(set) var writeErrors: [WriteError] = []
    /// The write was applied but not confirmed as asked.
    public internal(set) var writeConcernError: MongoError?

    /// Adds the answer to `batch`.
    mutating func add(_ reply: BSONDocument, _ batch: WriteBatch) {
        let count = reply["n"]?.int ?? 0
        switch batch.kind {
        case .insert: inserted += count
        case .delete: deleted += count
        case .update:
            let new = reply["upserted"]?.array?.compactMap(\.document) ?? []
            matched += count - new.count
            modified += reply["nModified"]?.int ?? 0
            upserted += new.map { Upserted(index: batch.position($0["index"]?.int), id: $0["_id"] ?? .null) }
        }
        for error in reply["writeErrors"]?.array?.compactMap(\.document) ?? [] {
            writeErrors.append(WriteError(error, index: batch.position(error["index"]?.int)))
        }
        writeConcernError = writeConcernError ?? MongoError(writeConcernIn: reply)
    }
}
