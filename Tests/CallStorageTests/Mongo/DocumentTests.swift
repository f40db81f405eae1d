import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// What stands in the database, for the indexes and for people who look into it.
@Suite(.enabled(if: Service.hasMongod, "no mongod")) struct DocumentTests {
    @Test func derivedFieldsStandBesideTheCall() async throws {
        try await withMongoStore { store in
            let old = try await store.repository.insert(try Sample.call(calling: ["bob", "cal"]))
            let new = try await store.repository.apply(.reject(Party("bob"), .rejected), to: old)
            let document = try #require(try await store.document(new.call))
            #expect(document["room_name"]?.string == new.call.roomName)
            #expect(document["caller_id"]?.string == "ann")
            #expect(document["members"] == ["ann", "bob", "cal"])
            #expect(document["engaged"] == ["ann", "cal"])
            #expect(document["owner"]?.string == store.repository.owner)
            #expect(document["created_at"]?.date == Sample.noon)
            #expect(document["updated_at"]?.date == Sample.after(1))
            #expect(document["ops"]?.document?.elements.map(\.value.int) == [2])
            #expect(document["version"]?.int == 2)
            #expect(document["outbox"]?.array?.count == old.outbox.count + new.outbox.count)
        }
    }

    @Test func everyMomentIsADate() async throws {
        try await withMongoStore { store in
            let call = try await store.repository.insertEnded(try Sample.call(calling: ["bob", "cal"]), after: 9)
            let document = try #require(try await store.document(call.call))
            let moments = Self.moments(in: .document(document))
            #expect(moments.count > 15)
            for (path, value) in moments { #expect(value.date != nil, "\(path)") }
            let live = try await store.repository.insert(try Sample.call("dan", calling: ["eve"]))
            #expect(try await store.document(live.call)?["deadline"]?.date == live.call.deadline)
        }
    }

    /// Of each field that can be absent, nothing is left when it is nil again.
    @Test func absentFieldsAreUnset() async throws {
        let (full, bare) = try Self.fullAndBare()
        for (label, value) in Mirror(reflecting: full).children { #expect("\(value)" != "nil", "\(label ?? "")") }
        try await withMongoStore { store in
            try await store.repository.insert(full, outbox: [])
            let before = try #require(try await store.document(full))
            for key in Self.optional { #expect(before.contains(key), "\(key)") }
            #expect(try await store.repository.replace(bare, expecting: full.version, appending: []))
            let after = try #require(try await store.document(full))
            let fresh = CallDocument(bare, owner: "one").insertion(outbox: [], mark: WriteMark(writer: "w", number: 1))
            guard case .insert(let expected) = fresh else { return }
            #expect(Set(after.keys) == Set(expected.keys))
            #expect(try await store.repository.call(full.key) == bare)
        }
    }

    @Test func discardingLeavesTheRestAlone() async throws {
        try await withMongoStore { store in
            let change = try await store.repository.insert(try Sample.call())
            let before = try #require(try await store.document(change.call))
            try await store.repository.discardSignals([DeliveredSignals(key: change.call.key, seqs: [1])])
            let after = try #require(try await store.document(change.call))
            #expect(after["outbox"] == [])
            #expect(before.elements.filter { $0.key != "outbox" }.map(\.value) == after.elements.filter { $0.key != "outbox" }.map(\.value))
        }
    }

    @Test func oneUnreadableDocumentHidesNoOther() async throws {
        try await withMongoStore { store in
            try await store.calls.insert([
                ["_id": "0", "church_id": "grace", "version": 1, "deadline": .date(Sample.noon), "outbox": [7], "members": ["ann"]]
            ])
            let change = try await store.repository.insert(try Sample.call())
            #expect(try await store.repository.dueCalls(by: .distantFuture, limit: 9) == [change.call])
            #expect(try await store.repository.ownCalls(endedAfter: Sample.noon, beyond: nil, limit: 9) == [change.call])
            #expect(try await store.repository.pendingSignals(limit: 9).map(\.key) == [change.call.key])
            #expect(try await store.repository.history(HistoryQuery(churchID: "grace", member: "ann")).calls == [change.call])
            await #expect(throws: DecodingError.self) { try await store.repository.call(CallKey("grace", CallID("0"))) }
        }
    }

    private static func moments(in value: BSONValue, path: String = "") -> [(String, BSONValue)] {
        switch value {
        case .array(let values): return values.flatMap { moments(in: $0, path: path) }
        case .document(let document):
            return document.elements.flatMap { key, value -> [(String, BSONValue)] in
                let isMoment = key == "at" || key.hasSuffix("_at") || key.hasSuffix("deadline")
                return (isMoment ? [("\(path).\(key)", value)] : []) + moments(in: value, path: "\(path).\(key)")
            }
        default: return []
        }
    }

    /// Fields that come and go in the course of a call's life.
    private static let optional = [
        "community", "subgroup_id", "answered_at", "active_at", "ended_at", "duration_seconds", "end_reason", "ended_by", "deadline",
        "engaged", "idempotency", "recordings",
    ]

    /// A call with every field set, possible or not, and the same with all of them absent that may be.
    private static func fullAndBare() throws -> (Call, Call) {
        let call = try Sample.call().after(.accept(Party("bob"))).call
        var fields = try #require(try JSONSerialization.jsonObject(with: try JSONEncoder().encode(call)) as? [String: Any])
        let optional: [String: Any] = [
            "community": ["id": "youth", "name": "Youth"], "subgroup_id": "s", "active_at": 1.0, "ended_at": 2.0, "duration_seconds": 3,
            "end_reason": "normal", "ended_by": "ann",
            "idempotency": [["key": "k", "by": "ann", "fingerprint": "f", "at": 4.0, "is_create": true]],
            "recordings": [["by": "ann", "requested_at": 5.0, "state": "requested", "files": []]],
        ]
        fields.merge(optional) { $1 }
        let full = try JSONDecoder().decode(Call.self, from: try JSONSerialization.data(withJSONObject: fields))
        var over = try #require(fields["participants"] as? [[String: Any]])
        for index in over.indices { over[index]["state"] = "left" }
        fields["participants"] = over
        for key in Self.optional { fields[key] = nil }
        fields["version"] = full.version + 1
        return (full, try JSONDecoder().decode(Call.self, from: try JSONSerialization.data(withJSONObject: fields)))
    }
}

extension MongoStore {
    /// The document of a call, as it stands.
    func document(_ call: Call) async throws -> BSONDocument? { try await calls.findOne(["_id": .string(call.id.rawValue)]) }
}
