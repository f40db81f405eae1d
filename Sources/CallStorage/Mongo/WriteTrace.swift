import BSON
import CallControl
import CallSignaling
import Mongo

/// What a call's document tells of the writes done to it.
struct WriteTrace {
    /// The version stored.
    let version: Int
    /// The marks of the last writes, the newest last; at most `CallDocument.opLimit`.
    let ops: [Int64]

    /// Reads the traces of calls back; a call that is not stored has none.
    static func read(
        _ keys: [CallKey], in namespace: MongoNamespace, over connection: borrowing MongoConnection
    ) throws(MongoError) -> [CallID: WriteTrace] {
        guard !keys.isEmpty else { return [:] }
        let query = CallQuery.ops(of: keys)
        var traces: [CallID: WriteTrace] = [:]
        for document in try connection.find(query.filter, in: namespace, options: query.options) {
            guard let id = document[CallField.id]?.string else { continue }
            let ops = document[CallField.ops]?.array?.compactMap(\.int).map(Int64.init) ?? []
            traces[CallID(id)] = WriteTrace(version: document[CallField.version]?.int ?? 0, ops: ops)
        }
        return traces
    }
}

extension CallWrite {
    /// What became of a write whose answer leaves it open, by what stands in the database now.
    func outcome(after error: MongoError?, trace: WriteTrace?) -> Outcome {
        if let trace {
            if trace.ops.contains(op) { return .stored }
            guard trace.version - expectedVersion <= CallDocument.opLimit else {
                return .failed(DependencyFailure(.database, reason: "too many changes to tell what became of a write"))
            }
        }
        return error.map { .failed(refusal($0)) } ?? .lost
    }

    /// The error of a write that the server refused.
    func refusal(_ error: MongoError) -> any Error {
        guard let duplicate = error.duplicateKey else { return MongoFailure.translated(error) }
        guard CallIndexes.isEngaged(duplicate) else { return DuplicateCall(key: key) }
        return EngagedConflict(members: duplicate.keyValue[CallField.engaged]?.string.map { [MemberID($0)] } ?? [])
    }
}
