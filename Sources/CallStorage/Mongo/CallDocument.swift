import BSON
import CallControl
import CallSignaling
import FoundationEssentials
import Mongo

/// A call as `calls` keeps it: its Codable form, and fields derived from it for the indexes and for people who look into the database.
///
/// `ops` holds the last `WriteMark` of each writer.
struct CallDocument {
    private let call: Call
    private let fields: BSONDocument
    private let owner: String

    init(_ call: Call, owner: String) throws {
        self.call = call
        self.owner = owner
        var fields = try BSONEncoder().encode(call)
        fields.append(.string(call.roomName), for: CallField.roomName)
        fields.append(.string(call.caller.id.rawValue), for: CallField.callerID)
        fields.append(Self.ids(call.listed), for: CallField.members)
        let engaged = call.engaged
        if !engaged.isEmpty { fields.append(Self.ids(engaged), for: CallField.engaged) }
        fields.append(.string(owner), for: CallField.owner)
        fields.append(.date(call.events.last?.at ?? call.initiatedAt), for: CallField.updatedAt)
        self.fields = fields
    }

    /// Stores the call as a new document.
    func insertion(outbox: [OutboxEntry], mark: WriteMark) throws -> BulkOperation {
        var document = fields
        document.append(try entries(outbox), for: CallField.outbox)
        document.append(.document([mark.writer: .int64(Int64(mark.number))]), for: CallField.ops)
        document.append(.date(call.initiatedAt), for: CallField.createdAt)
        return .insert(document)
    }

    /// Stores the call in its document if that has `version`.
    func replacement(of version: Int, appending outbox: [OutboxEntry], mark: WriteMark) throws -> BulkOperation {
        var filter = Self.filter(call.key)
        if !FaultFlags.isCompareAndSwapOff { filter.append(.int64(Int64(version)), for: CallField.version) }
        var changed = BSONDocument(
            fields.elements.lazy.filter { $0.key != CallField.id && $0.key != CallField.church }.map { ($0.key, $0.value) })
        changed.append(.int64(Int64(mark.number)), for: "\(CallField.ops).\(mark.writer)")
        var update: BSONDocument = ["$set": .document(changed)]
        let present = Set(fields.keys)
        let absent = CallField.optional.filter { !present.contains($0) }
        if !absent.isEmpty { update.append(.document(BSONDocument(absent.map { ($0, "") })), for: "$unset") }
        if !outbox.isEmpty { update.append([CallField.outbox: ["$each": try entries(outbox)]], for: "$push") }
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

    private func entries(_ outbox: [OutboxEntry]) throws -> BSONValue {
        .array(
            try outbox.map { entry in
                var document = try BSONEncoder().encode(entry)
                document.append(.string(owner), for: CallField.owner)
                return .document(document)
            })
    }
}
