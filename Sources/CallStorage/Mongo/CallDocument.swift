import BSON
import CallControl
import CallSignaling
import FoundationEssentials
import Mongo

/// A call as `calls` keeps it: its Codable form, and fields derived from it for the indexes and for people who look into the database.
///
/// `ops` holds the marks of the last writes: by it a writer whose answer was lost finds out whether his write was done.
struct CallDocument {
    /// How many marks a document keeps.
    static let opLimit = 8

    private let call: Call
    private let fields: BSONDocument

    init(_ call: Call, owner: String) throws {
        self.call = call
        var fields = try BSONEncoder().encode(call)
        fields.append(.string(call.roomName), for: CallField.roomName)
        fields.append(.string(call.caller.id.rawValue), for: CallField.callerID)
        fields.append(Self.ids(call.participants.map(\.id)), for: CallField.members)
        let engaged = call.engaged
        if !engaged.isEmpty { fields.append(Self.ids(engaged), for: CallField.engaged) }
        fields.append(.string(owner), for: CallField.owner)
        fields.append(.date(call.events.last?.at ?? call.initiatedAt), for: CallField.updatedAt)
        self.fields = fields
    }

    /// Stores the call as a new document.
    func insertion(outbox: [OutboxEntry], op: Int64) throws -> BulkOperation {
        var document = fields
        document.append(try Self.entries(outbox), for: CallField.outbox)
        document.append([.int64(op)], for: CallField.ops)
        document.append(.date(call.initiatedAt), for: CallField.createdAt)
        return .insert(document)
    }

    /// Stores the call in its document if that has `version`.
    func replacement(of version: Int, appending outbox: [OutboxEntry], op: Int64) throws -> BulkOperation {
        var filter = Self.filter(call.key)
        filter.append(.int64(Int64(version)), for: CallField.version)
        let kept = fields.elements.lazy.filter { $0.key != CallField.id && $0.key != CallField.church }
        var update: BSONDocument = ["$set": .document(BSONDocument(kept.map { ($0.key, $0.value) }))]
        let present = Set(fields.keys)
        let absent = CallField.optional.filter { !present.contains($0) }
        if !absent.isEmpty { update.append(.document(BSONDocument(absent.map { ($0, "") })), for: "$unset") }
        var push: BSONDocument = [CallField.ops: ["$each": [.int64(op)], "$slice": .int64(Int64(-Self.opLimit))]]
        if !outbox.isEmpty { push.append(["$each": try Self.entries(outbox)], for: CallField.outbox) }
        update.append(.document(push), for: "$push")
        return .updateOne(filter: filter, update: .operators(update))
    }

    /// Takes signals out of a call's outbox; the version stays.
    static func discarding(_ signals: DeliveredSignals) -> BulkOperation {
        let seqs = BSONValue.array(signals.seqs.map { .int64(Int64($0)) })
        return .updateOne(filter: filter(signals.key), update: ["$pull": [CallField.outbox: ["seq": ["$in": seqs]]]])
    }

    /// Finds the call's document, in its own tenant only.
    static func filter(_ key: CallKey) -> BSONDocument {
        [CallField.id: .string(key.callID.rawValue), CallField.church: .string(key.churchID.rawValue)]
    }

    static func ids(_ members: [MemberID]) -> BSONValue { .array(members.map { .string($0.rawValue) }) }

    private static func entries(_ outbox: [OutboxEntry]) throws -> BSONValue {
        .array(try outbox.map { .document(try BSONEncoder().encode($0)) })
    }
}
