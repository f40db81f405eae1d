import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// Every question is answered from an index, in the index's order; and the indexes follow the configuration.
@Suite(.enabled(if: Service.hasMongod, "no mongod")) struct IndexTests {
    @Test func findsAreIndexed() async throws {
        try await withMongoStore { store in
            let keys = try await fill(store)
            let history = HistoryQuery(churchID: "grace", member: "a1", page: 2, pageSize: 3)
            var typed = history
            typed.type = .video
            var further = typed
            further.position = HistoryPosition(initiatedAt: Sample.noon, callID: keys[0].callID)
            let owner = store.repository.owner
            let last = try await store.repository.pendingSignals(limit: 2).last
            let queries: [(CallQuery, String)] = [
                (.call(keys[0]), "_id_"), (.ops(of: Array(keys.prefix(3))), "_id_"),
                (.live(engaging: ["a1", "b2"], in: "grace"), "engaged"), (.history(history), "history"), (.history(typed), "history"),
                (.history(further), "history"),
                (.due(by: Sample.after(50), limit: 5), "deadline"), (.live(of: owner, beyond: nil, limit: 5), "ended"),
                (.live(of: owner, beyond: keys[0].callID, limit: 5), "ended"),
                (.ended(of: owner, after: Sample.after(20), beyond: nil, limit: 5), "ended"),
                (.ended(of: owner, after: Sample.noon, beyond: (Sample.after(20), keys[0].callID), limit: 5), "ended"),
                (.pending(of: owner, beyond: nil, limit: 5), "waiting"), (.pending(of: owner, beyond: last, limit: 5), "waiting"),
                (.pending(Array(keys.prefix(3))), "_id_"), (.stored(Array(keys.prefix(3))), "_id_"),
                (.call(holding: RequestKey("same", of: "a7"), in: "grace"), "idempotency"),
                (.requests(before: Sample.after(1), limit: 5), "idempotency_age"), (.unfollowed(Array(keys.prefix(3))), "_id_"),
                (.unfollowed(since: Sample.after(20), limit: 5), "unfollowed"),
            ]
            for (query, index) in queries {
                let plan = Plan(try await store.calls.explain(query.filter, options: query.options))
                #expect(plan.isIndexed(by: index), "\(query.filter): \(plan)")
                #expect(plan.examined <= 12, "\(query.filter)")
            }
        }
    }

    @Test func aggregationsAndWritesAreIndexed() async throws {
        try await withMongoStore { store in
            let keys = try await fill(store)
            var typed = HistoryQuery(churchID: "grace", member: "a1")
            typed.type = .video
            let pipelines = [
                StatisticsPipeline.stages(of: "a1", in: "grace", since: Sample.noon),
                [["$match": .document(CallQuery.history(typed).filter)], ["$count": "n"]],
            ]
            for pipeline in pipelines {
                let command: BSONDocument = [
                    "aggregate": "calls", "pipeline": .array(pipeline.map(BSONValue.document)), "cursor": [:],
                ]
                let plan = Plan(try await store.explain(command))
                #expect(plan.isIndexed(by: "history"), "\(plan)")
            }
            let count = Plan(
                try await store.explain([
                    "aggregate": "calls", "pipeline": .array(CallQuery.liveCount(in: "grace", limit: 5).map(BSONValue.document)),
                    "cursor": [:],
                    "hint": "engaged",
                ]))
            #expect(count.isIndexed(by: "engaged") && count.examined <= 5, "\(count)")
            let change = try Sample.call(id: keys[0].callID)
            let statements = [
                CallDocument(change.call, owner: "one").replacement(of: 1, appending: [], mark: WriteMark(writer: "w", number: 1)),
                CallDocument.discarding(DeliveredSignals(key: keys[0], seqs: [1])),
            ]
            for statement in statements {
                guard case .updateOne(let filter, .operators(let update), _, let hint) = statement else { throw StaleChange() }
                #expect(hint == "_id_")
                let change: BSONDocument = ["q": .document(filter), "u": .document(update), "hint": .string(hint ?? "")]
                let command: BSONDocument = ["update": "calls", "updates": [.document(change)]]
                let plan = Plan(try await store.explain(command))
                #expect(plan.isIndexed(by: "_id_"), "\(plan)")
            }
        }
    }

    @Test func retentionFollowsTheConfiguration() async throws {
        try await withMongoDatabase { database in
            for seconds in [nil, 3_600, 3_600, 7_200, nil, nil] as [Int?] {
                let store = try await MongoStore(
                    client: try await MongoStore.sharedClient(), database: database.name, retentionSeconds: seconds)
                try await store.repository.prepare()
                let indexes = try await store.calls.listIndexes()
                #expect(indexes.compactMap { $0["expireAfterSeconds"]?.int } == [seconds].compactMap(\.self))
                #expect(indexes.count == (seconds == nil ? 9 : 10))
            }
        }
    }

    /// Forty calls of forty pairs: ten live, thirty ended one second after the other.
    private func fill(_ store: MongoStore) async throws -> [CallKey] {
        try await concurrently(40) { number in
            let type: CallType = number.isMultiple(of: 2) ? .video : .voice
            let change = try Sample.call(
                MemberID("a\(number)"), calling: [MemberID("b\(number)")], type: type,
                request: Sample.request("same", of: MemberID("a\(number)")))
            guard number >= 10 else { return try await store.repository.insert(change).call.key }
            let ended = try await store.repository.insertEnded(change, after: Double(number))
            let entries = change.outbox.map(\.seq) + Array(1...ended.call.seq)
            try await store.repository.discardSignals([DeliveredSignals(key: ended.call.key, seqs: entries)])
            return ended.call.key
        }
    }
}

extension MongoStore {
    fileprivate func explain(_ command: BSONDocument) async throws -> BSONDocument {
        try await database.runCommand(["explain": .document(command), "verbosity": "executionStats"])
    }
}

/// What the server says of its way to an answer.
private struct Plan: CustomStringConvertible {
    private(set) var stages: Set<String> = []
    private(set) var indexes: Set<String> = []
    private(set) var examined = 0

    init(_ explanation: BSONDocument) { visit(.document(explanation)) }

    var description: String { "\(stages.sorted()) over \(indexes.sorted()), \(examined) documents" }

    func isIndexed(by index: String) -> Bool {
        let byID = index == "_id_" && stages.contains("IDHACK")
        return stages.isDisjoint(with: ["COLLSCAN", "SORT"]) && (byID || indexes == [index])
    }

    private mutating func visit(_ value: BSONValue) {
        switch value {
        case .array(let values): for value in values { visit(value) }
        case .document(let document):
            for (key, value) in document.elements where key != "rejectedPlans" && key != "command" {
                if key == "stage", let stage = value.string { stages.insert(stage.uppercased()) }
                if key == "indexName", let name = value.string { indexes.insert(name) }
                if key == "totalDocsExamined" { examined = max(examined, value.int ?? 0) }
                visit(value)
            }
        default: return
        }
    }
}
