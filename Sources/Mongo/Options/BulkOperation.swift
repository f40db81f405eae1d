public import BSON

/// One statement of a bulk write.
public enum BulkOperation: Sendable, Equatable {
    /// Inserts a document; the server gives it an `_id` when it has none.
    case insert(BSONDocument)
    /// Changes the first match. `hint` names the index to find it with, which spares the server the choice; where there is none of that name the
    /// statement fails.
    case updateOne(filter: BSONDocument, update: MongoUpdate, upsert: Bool = false, hint: String? = nil)
    /// Changes all matches.
    case updateMany(filter: BSONDocument, update: MongoUpdate, upsert: Bool = false)
    /// Replaces the first match; its `_id` stays.
    case replaceOne(filter: BSONDocument, replacement: BSONDocument, upsert: Bool = false)
    /// Removes the first match.
    case deleteOne(filter: BSONDocument)
    /// Removes all matches.
    case deleteMany(filter: BSONDocument)
}
