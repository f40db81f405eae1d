import BSON
public import CallControl
import CallSignaling
public import FoundationEssentials
import Logging
import Mongo

/// A call that has changed carries `unfollowed_since`; `followed` is the number of the last line of its story that was followed up.
extension MongoCallRepository: FollowUpLedger {
    private struct Mark: Decodable {
        let followed: Int?
    }

    /// Those of these calls that have not been followed up.
    public func unfollowed(of keys: [CallKey]) async throws -> [FollowUp] {
        keys.isEmpty ? [] : try await followUps(.unfollowed(keys))
    }

    /// Calls that have not been followed up since before `date`.
    public func unfollowed(since date: Date, limit: Int) async throws -> [FollowUp] {
        try await followUps(.unfollowed(since: date, limit: limit))
    }

    /// Not journaled: a mark that a crash brings back has a story followed up once more, which every follower must bear anyway.
    public func noteFollowed(_ done: [FollowUp]) async throws {
        let statements = done.map(Self.marking)
        let calls = followed.with(.primary)
        let result = try await MongoFailure.translating { () throws(MongoError) in try await calls.bulkWrite(statements, isOrdered: false) }
        if let error = result.writeErrors.first?.error { throw MongoFailure.translated(error) }
    }

    /// The mark goes only where the story has not gone on meanwhile.
    private static func marking(_ done: FollowUp) -> BulkOperation {
        let seq = BSONValue.int64(Int64(done.call.eventSeq))
        let isWhole: BSONDocument = ["$eq": ["$event_seq", seq]]
        let stage: BSONDocument = [
            "$set": [
                CallField.followed: ["$max": ["$followed", seq]],
                CallField.unfollowedSince: ["$cond": [.document(isWhole), "$$REMOVE", "$unfollowed_since"]],
            ]
        ]
        return .updateOne(filter: CallDocument.filter(done.call.key), update: .pipeline([stage]), hint: CallDocument.identityIndex)
    }

    /// What cannot be read is marked as followed up, and reported: it must not keep the others from being found.
    private func followUps(_ query: CallQuery) async throws -> [FollowUp] {
        let documents = try await MongoFailure.translating { () throws(MongoError) in
            try await followed.find(query.filter, options: query.options)
        }
        var found: [FollowUp] = []
        var unreadable: [BulkOperation] = []
        for document in documents {
            do {
                let mark = try BSONDecoder().decode(Mark.self, from: document)
                found.append(FollowUp(try BSONDecoder().decode(Call.self, from: document), after: mark.followed ?? 0))
            } catch {
                guard let id = document[CallField.id], let church = document[CallField.church] else { continue }
                logger.error("stored call is unreadable", metadata: ["call_id": "\(id.string ?? "")", "reason": "\(error)"])
                let filter: BSONDocument = [CallField.id: id, CallField.church: church]
                unreadable.append(.updateOne(filter: filter, update: ["$unset": [CallField.unfollowedSince: ""]]))
            }
        }
        if !unreadable.isEmpty {
            _ = try await MongoFailure.translating { () throws(MongoError) in try await followed.bulkWrite(unreadable, isOrdered: false) }
        }
        return found
    }
}
