import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// Reports are kept for a week, and told in short, each reporter's by themselves.
@Suite struct QualityStoreTests {
    private static let call = CallKey("grace", CallID("0c4f1c2e-8a5b-4c3d-9e2f-112233445566"))
    private static let start = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - 600).rounded())

    private static func record(
        _ member: MemberID, loss: Double, after seconds: Double, in call: CallKey = call, bandwidth: Double? = nil
    ) -> QualityRecord {
        let report = QualityReport(
            jitter: 4, packetLoss: loss, roundTrip: 100, bandwidth: bandwidth,
            video: bandwidth.map { QualityReport.Video(framesPerSecond: $0, width: 320, height: 180, frozen: 0) })
        return QualityRecord(call: call, member: member, at: start.addingTimeInterval(seconds), report: report)
    }

    @Test(arguments: StoreKind.tested) func reportsAreToldInShort(_ kind: StoreKind) async throws {
        try await withQualityStore(kind) { store in
            let records = [
                Self.record("ann", loss: 0, after: 0), Self.record("ann", loss: 10, after: 5, bandwidth: 30),
                Self.record("bob", loss: 2, after: 1),
            ]
            try await store.add([])
            try await store.add(Array(records.prefix(1)))
            try await store.add(Array(records.dropFirst()))
            let found = try await store.summaries(of: Self.call, since: Self.start)
            #expect(Set(found.keys) == ["ann", "bob"] as Set<MemberID>)
            let ann = try #require(found["ann"])
            #expect(ann.reports == 2)
            #expect(ann.averagePacketLoss == 5 && ann.averageRoundTrip == 100 && ann.averageJitter == 4)
            let scores = records.prefix(2).map(\.report.score)
            #expect(abs(ann.averageScore - (scores[0] + scores[1]) / 2) < 1e-9)
            #expect(ann.worstScore == scores[1] && scores[1] < scores[0])
            #expect(ann.lastAt == Self.start.addingTimeInterval(5))
            #expect(found["bob"]?.reports == 1)
        }
    }

    @Test(arguments: StoreKind.tested) func callsAndChurchesAreApart(_ kind: StoreKind) async throws {
        try await withQualityStore(kind) { store in
            let others = [CallKey("hope", Self.call.callID), CallKey("grace", CallID("1c4f1c2e-8a5b-4c3d-9e2f-112233445566"))]
            try await store.add(others.map { Self.record("ann", loss: 1, after: 0, in: $0) })
            #expect(try await store.summaries(of: Self.call, since: Self.start).isEmpty)
            for other in others { #expect(try await store.summaries(of: other, since: Self.start).count == 1) }
        }
    }

    @Test(arguments: StoreKind.tested) func whatCameBeforeIsLeftOut(_ kind: StoreKind) async throws {
        try await withQualityStore(kind) { store in
            try await store.add([Self.record("ann", loss: 1, after: 0), Self.record("ann", loss: 1, after: 10)])
            #expect(try await store.summaries(of: Self.call, since: Self.start.addingTimeInterval(10))["ann"]?.reports == 1)
        }
    }

    @Test(arguments: StoreKind.tested) func preparingAgainChangesNothing(_ kind: StoreKind) async throws {
        try await withQualityStore(kind) { store in
            try await store.add([Self.record("ann", loss: 1, after: 0)])
            try await store.prepare()
            #expect(try await store.summaries(of: Self.call, since: Self.start).count == 1)
        }
    }

    @Test func memoryIsBounded() async throws {
        let store = MemoryQualityStore(limit: 10)
        for index in 0..<30 { try await store.add([Self.record("ann", loss: 1, after: Double(index))]) }
        #expect(try await store.summaries(of: Self.call, since: Self.start)["ann"]?.reports == 10)
        let old = QualityRecord(
            call: Self.call, member: "bob", at: .distantPast, report: QualityReport(jitter: 1, packetLoss: 1, roundTrip: 1))
        try await store.add([old])
        #expect(try await store.summaries(of: Self.call, since: .distantPast)["bob"] == nil)
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func theSeriesIsOneAndKeptForAWeek() async throws {
        try await withMongoDatabase { database in
            let store = MongoQualityStore(database: database)
            try await store.prepare()
            for retention in [604_800, 60] {
                let found = try await database.runCommand(["listCollections": 1, "filter": ["name": "call_quality"]])
                let options = found["cursor"]?.document?["firstBatch"]?.array?.first?.document?["options"]?.document
                #expect(options?["expireAfterSeconds"]?.int == 604_800)
                #expect(options?["timeseries"]?.document?["timeField"]?.string == "at")
                #expect(options?["timeseries"]?.document?["metaField"]?.string == "call")
                _ = try await database.runCommand(["collMod": "call_quality", "expireAfterSeconds": .int64(Int64(retention))], on: .write)
                try await store.prepare()
            }
        }
    }

    private func withQualityStore(_ kind: StoreKind, _ body: (any QualityStore) async throws -> Void) async throws {
        switch kind {
        case .memory: try await body(MemoryQualityStore())
        case .mongo:
            try await withMongoDatabase { database in
                let store = MongoQualityStore(database: database)
                try await store.prepare()
                try await body(store)
            }
        }
    }
}
