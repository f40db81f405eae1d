public import BSON

/// An index to create.
public struct IndexModel: Sendable, Equatable {
    /// The fields and their directions, such as `["church_id": 1, "initiated_at": -1]`.
    public var keys: BSONDocument
    /// The index's name; made of the keys when not given.
    public var name: String
    /// Whether two documents may not have the same values.
    public var isUnique: Bool
    /// Only documents that match are in the index.
    public var partialFilter: BSONDocument?
    /// Documents are removed this many seconds after the date in the (only) field.
    public var expireAfterSeconds: Int?
    /// Whether documents without the fields are left out.
    public var isSparse: Bool

    /// An index.
    public init(
        keys: BSONDocument, name: String? = nil, isUnique: Bool = false, partialFilter: BSONDocument? = nil, expireAfterSeconds: Int? = nil,
        isSparse: Bool = false
    ) {
        self.keys = keys
        self.name = name ?? Self.name(for: keys)
        self.isUnique = isUnique
        self.partialFilter = partialFilter
        self.expireAfterSeconds = expireAfterSeconds
        self.isSparse = isSparse
    }

    var document: BSONDocument {
        var document: BSONDocument = ["key": .document(keys), "name": .string(name)]
        if isUnique { document.append(true, for: "unique") }
        if isSparse { document.append(true, for: "sparse") }
        if let partialFilter { document.append(.document(partialFilter), for: "partialFilterExpression") }
        if let expireAfterSeconds { document.append(.int64(Int64(expireAfterSeconds)), for: "expireAfterSeconds") }
        return document
    }

    /// The name that MongoDB's shell would give, such as `church_id_1_initiated_at_-1`.
    private static func name(for keys: BSONDocument) -> String {
        keys.elements.map { key, value in "\(key)_\(value.int.map(String.init) ?? value.string ?? "")" }.joined(separator: "_")
    }
}
