import BSON
import CallControl
public import CallSignaling
public import FoundationEssentials
import Mongo

extension MongoCallRepository {
    /// The call that holds `key`. Throws `DecodingError` for a document that is no call.
    public func call(holding key: RequestKey, in church: ChurchID) async throws -> Call? {
        let query = CallQuery.call(holding: key, in: church)
        let found = try await MongoFailure.translating { () throws(MongoError) in
            try await calls.findOne(query.filter, options: query.options)
        }
        return try found.map { try BSONDecoder().decode(Call.self, from: $0) }
    }

    /// Makes whichever call holds `key` forget it, if it was used before `date`.
    public func removeRequest(_ key: RequestKey, in church: ChurchID, usedBefore date: Date) async throws {
        let request: BSONDocument = [
            "by": .string(key.member.rawValue), "key": .string(key.text), "at": ["$lt": .date(date)],
        ]
        let filter = CallQuery.call(holding: key, in: church).filter
        try await MongoFailure.translating { () throws(MongoError) in
            _ = try await calls.updateOne(filter, Self.removal(of: request))
        }
    }

    /// Makes calls forget their requests from before `date`.
    ///
    /// Not journaled: what a crash brings back is purged again.
    public func purgeRequests(before date: Date, limit: Int) async throws -> Int {
        let query = CallQuery.requests(before: date, limit: limit)
        let calls = calls.with(.primary)
        let found = try await MongoFailure.translating { () throws(MongoError) in
            try await calls.find(query.filter, options: query.options)
        }
        let statements = found.compactMap { document -> BulkOperation? in
            guard let id = document[CallField.id], let church = document[CallField.church] else { return nil }
            let filter: BSONDocument = [CallField.id: id, CallField.church: church]
            return .updateOne(filter: filter, update: Self.removal(of: ["at": ["$lt": .date(date)]]))
        }
        guard !statements.isEmpty else { return 0 }
        let result = try await MongoFailure.translating { () throws(MongoError) in
            try await calls.bulkWrite(statements, isOrdered: false)
        }
        if let error = result.writeErrors.first?.error { throw MongoFailure.translated(error) }
        return statements.count
    }

    private static func removal(of request: BSONDocument) -> MongoUpdate {
        .operators(["$pull": .document([CallField.requests: .document(request)])])
    }
}
