/// A database and a collection in it.
public struct MongoNamespace: Sendable, Hashable {
    /// The database's name.
    public let database: String
    /// The collection's name.
    public let collection: String

    /// Names a collection.
    public init(database: String, collection: String) {
        self.database = database
        self.collection = collection
    }

    /// Throws `invalidArgument` for names that the C library would misread.
    func check() throws(MongoError) {
        try Self.check(database: database)
        guard !collection.isEmpty, !collection.utf8.contains(0), !collection.contains("$") else {
            throw MongoError(.invalidArgument, "invalid collection name")
        }
    }

    /// The rules of MongoDB's manual, "Naming Restrictions".
    static func check(database: String) throws(MongoError) {
        guard 1...63 ~= database.utf8.count, !database.contains(where: { "/\\. \"$\0".contains($0) }) else {
            throw MongoError(.invalidArgument, "invalid database name")
        }
    }
}
