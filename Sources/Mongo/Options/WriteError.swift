public import BSON

/// Why one statement of a bulk write failed.
public struct WriteError: Sendable, Equatable {
    /// The statement's position in the bulk.
    public let index: Int
    /// MongoDB's error code, 11000 for a duplicate key.
    public let code: Int32
    /// The server's words.
    public let message: String
    /// For a duplicate key: the keys of the index that refused.
    public let keyPattern: BSONDocument?
    /// For a duplicate key: the values that exist already.
    public let keyValue: BSONDocument?

    init(_ document: BSONDocument, index: Int) {
        self.index = index
        code = Int32(truncatingIfNeeded: document["code"]?.int ?? 0)
        message = Redaction.redact(document["errmsg"]?.string ?? "write failed")
        keyPattern = document["keyPattern"]?.document
        keyValue = document["keyValue"]?.document
    }

    /// What a unique index refused, when that is why.
    public var duplicateKey: DuplicateKey? { error.duplicateKey }

    /// The same as the error of a single operation.
    public var error: MongoError {
        var details = BSONDocument()
        if let keyPattern { details.append(.document(keyPattern), for: "keyPattern") }
        if let keyValue { details.append(.document(keyValue), for: "keyValue") }
        return MongoError(server: details, code: code, message: message, mayHaveWritten: true, statement: index)
    }
}
