import BSON
import CallControl
import CallSignaling
import Mongo

/// Reads back what became of writes whose answers leave it open.
struct WriteTrace {
    private let documents: [CallID: BSONDocument]

    /// What now stands in the documents of `writes`.
    init(of writes: [CallWrite], in namespace: MongoNamespace, over connection: borrowing MongoConnection) throws(MongoError) {
        guard !writes.isEmpty else {
            documents = [:]
            return
        }
        let query = CallQuery.ops(of: writes.map(\.key))
        let found = try connection.find(query.filter, in: namespace, options: query.options)
        documents = Dictionary(found.compactMap { document in document[CallField.id]?.string.map { (CallID($0), document) } }) { first, _ in
            first
        }
    }

    /// Whether `write` was done.
    func isStored(_ write: CallWrite) -> Bool { documents[write.key.callID].map(write.mark.isIn) ?? false }
}

extension CallWrite {
    /// The error of a write that the server refused.
    func refusal(_ error: MongoError) -> any Error {
        guard let duplicate = error.duplicateKey else { return MongoFailure.translated(error) }
        if CallIndexes.isRequest(duplicate) { return RequestConflict() }
        guard CallIndexes.isEngaged(duplicate) else { return DuplicateCall(key: key) }
        return EngagedConflict(members: duplicate.keyValue[CallField.engaged]?.string.map { [MemberID($0)] } ?? [])
    }
}
