import BSON
package import CallControl
package import CallSignaling
import FoundationEssentials
package import Mongo

/// A call as `calls` keeps it: its Codable form, and fields derived from it for the indexes and for people who look into the database.
///
/// `ops` holds the last `WriteMark` of each writer.
package struct CallDocument {
    private let call: Call
    private let owner: String
    private let isFollowed: Bool

    /// The call, in the hands of the instance `owner`. `isFollowed` says that somebody follows changes up.
    package init(_ call: Call, owner: String, isFollowed: Bool = false) {
        self.call = call
        self.owner = owner
        self.isFollowed = isFollowed
    }

    /// Stores the call as a new document.
    package func insertion(outbox: [OutboxEntry], mark: WriteMark) -> BulkOperation {
        var document = BSONDocument()
        for field in StoredField.fixed + StoredField.changing + StoredField.constant {
            if let value = field.value(call) { document.append(value, for: field.key) }
        }
        document.append(Self.lines(call.events), for: CallField.events)
        document.append(.string(owner), for: CallField.owner)
        document.append(entries(outbox), for: CallField.outbox)
        document.append(.document([mark.writer: .int64(Int64(mark.number))]), for: CallField.ops)
        document.append(.date(call.initiatedAt), for: CallField.createdAt)
        if isFollowed { document.append(.date(lastChange), for: CallField.unfollowedSince) }
        return .insert(document)
    }

    /// Stores the call in its document if that has `version`. Where the call of that version is `known`, only what differs is written.
    package func replacement(of version: Int, knowing known: Call? = nil, appending outbox: [OutboxEntry], mark: WriteMark) -> BulkOperation
    {
        var filter = Self.filter(call.key)
        if !FaultFlags.isCompareAndSwapOff { filter.append(.int64(Int64(version)), for: CallField.version) }
        let known = known.flatMap { $0.version == version && $0.key == call.key && !FaultFlags.isCompareAndSwapOff ? $0 : nil }
        if let known { Self.pin(known, in: &filter) }
        var present = BSONDocument()
        var absent = BSONDocument()
        for field in fields(beside: known) {
            if let value = field.value(call) { present.append(value, for: field.key) } else { absent.append("", for: field.key) }
        }
        var pushed = BSONDocument()
        append(eventsSince: known, to: &present, or: &pushed)
        present.append(.string(owner), for: CallField.owner)
        present.append(.int64(Int64(mark.number)), for: "\(CallField.ops).\(mark.writer)")
        if !outbox.isEmpty { pushed.append(["$each": entries(outbox)], for: CallField.outbox) }
        var update: BSONDocument = ["$set": .document(present)]
        if !absent.isEmpty { update.append(.document(absent), for: "$unset") }
        if !pushed.isEmpty { update.append(.document(pushed), for: "$push") }
        if isFollowed { update.append([CallField.unfollowedSince: .date(lastChange)], for: "$min") }
        return .updateOne(filter: filter, update: .operators(update), hint: Self.identityIndex)
    }

    private var lastChange: Date { call.events.last?.at ?? call.initiatedAt }

    /// Has the filter find `known` alone: a fail-over may have put another change in the place of the one that was read, with the same version.
    private static func pin(_ known: Call, in filter: inout BSONDocument) {
        filter.append(.int64(Int64(known.seq)), for: CallField.seq)
        filter.append(.int64(Int64(known.eventSeq)), for: CallField.eventSeq)
        guard let last = known.events.last else { return }
        filter.append(.document(BSONDocument(last)), for: "\(CallField.events).\(known.events.count - 1)")
    }

    /// What is to be written of the call but for its story; the identity never is.
    private func fields(beside known: Call?) -> [StoredField] {
        guard let known else { return StoredField.fixed.dropFirst(2) + StoredField.changing + StoredField.constant }
        return StoredField.changing.filter { !$0.isSame(call, known) } + StoredField.constant
    }

    /// The story only grows, but for a very long one.
    private func append(eventsSince known: Call?, to present: inout BSONDocument, or pushed: inout BSONDocument) {
        guard let known, call.events.starts(with: known.events) else {
            return present.append(Self.lines(call.events), for: CallField.events)
        }
        let new = call.events.dropFirst(known.events.count)
        if !new.isEmpty { pushed.append(["$each": Self.lines(new)], for: CallField.events) }
    }

    /// Takes signals out of a call's outbox; the version stays.
    static func discarding(_ signals: DeliveredSignals) -> BulkOperation {
        let seqs = BSONValue.array(signals.seqs.map { .int64(Int64($0)) })
        return .updateOne(filter: filter(signals.key), update: ["$pull": [CallField.outbox: ["seq": ["$in": seqs]]]], hint: identityIndex)
    }

    /// The index that finds one call. Left to itself the server weighs those that begin with the church, for each statement anew.
    static let identityIndex = "_id_"

    /// Finds the call's document, in its own tenant only.
    static func filter(_ key: CallKey) -> BSONDocument {
        [CallField.id: .string(key.callID.rawValue), CallField.church: .string(key.churchID.rawValue)]
    }

    static func ids(_ members: [MemberID]) -> BSONValue { .array(members.map { .string($0.rawValue) }) }

    private static func lines(_ events: some Sequence<AuditEvent>) -> BSONValue { .array(events.map { .document(BSONDocument($0)) }) }

    private func entries(_ outbox: [OutboxEntry]) -> BSONValue {
        .array(
            outbox.map { entry in
                var document = BSONDocument(entry)
                document.append(.string(owner), for: CallField.owner)
                return .document(document)
            })
    }
}
