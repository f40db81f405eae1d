public import BSON

/// Finds one document and changes it, in one atomic step.
public struct FindAndModify: Sendable, Equatable {
    /// What happens to the document.
    public enum Action: Sendable, Equatable {
        /// It is changed.
        case update(MongoUpdate)
        /// It is replaced; its `_id` stays.
        case replace(BSONDocument)
        /// It is removed.
        case remove
    }

    /// Which document.
    public var filter: BSONDocument
    /// What happens to it.
    public var action: Action
    /// Which one of several matches: the first in this order.
    public var sort: BSONDocument?
    /// Whether to give back the document as it is after the change, not before.
    public var returnsNew: Bool
    /// Whether to insert a document when none matches.
    public var upsert: Bool
    /// Which fields to give back.
    public var projection: BSONDocument?

    /// An operation that changes, replaces or removes.
    public init(
        filter: BSONDocument, action: Action, sort: BSONDocument? = nil, returnsNew: Bool = true, upsert: Bool = false,
        projection: BSONDocument? = nil
    ) {
        self.filter = filter
        self.action = action
        self.sort = sort
        self.returnsNew = returnsNew
        self.upsert = upsert
        self.projection = projection
    }

    func command(_ collection: String, _ writeConcern: WriteConcern) throws(MongoError) -> BSONDocument {
        var command: BSONDocument = ["findAndModify": .string(collection), "query": .document(filter)]
        switch action {
        case .update(let update): command.append(try update.value(), for: "update")
        case .replace(let document): command.append(try MongoUpdate.replacement(document), for: "update")
        case .remove: command.append(true, for: "remove")
        }
        if action != .remove {
            command.append(.bool(returnsNew), for: "new")
            command.append(.bool(upsert), for: "upsert")
        }
        if let sort { command.append(.document(sort), for: "sort") }
        if let projection { command.append(.document(projection), for: "fields") }
        command.append(.document(writeConcern.document), for: "writeConcern")
        return command
    }
}
