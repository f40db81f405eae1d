import BSON

extension BulkOperation {
    /// The statement as the `insert`, `update` or `delete` command carries it.
    func statement() throws(MongoError) -> (WriteBatch.Kind, BSONDocument) {
        switch self {
        case .insert(let document):
            return (.insert, document)
        case .updateOne(let filter, let update, let upsert, let hint):
            return (.update, Self.update(filter, try update.value(), isMulti: false, upsert: upsert, hint: hint))
        case .updateMany(let filter, let update, let upsert):
            return (.update, Self.update(filter, try update.value(), isMulti: true, upsert: upsert))
        case .replaceOne(let filter, let replacement, let upsert):
            return (.update, Self.update(filter, try MongoUpdate.replacement(replacement), isMulti: false, upsert: upsert))
        case .deleteOne(let filter):
            return (.delete, ["q": .document(filter), "limit": .int32(1)])
        case .deleteMany(let filter):
            return (.delete, ["q": .document(filter), "limit": .int32(0)])
        }
    }

    private static func update(_ filter: BSONDocument, _ update: BSONValue, isMulti: Bool, upsert: Bool, hint: String? = nil)
        -> BSONDocument
    {
        var statement: BSONDocument = ["q": .document(filter), "u": update]
        if isMulti { statement.append(true, for: "multi") }
        if upsert { statement.append(true, for: "upsert") }
        if let hint { statement.append(.string(hint), for: "hint") }
        return statement
    }
}
