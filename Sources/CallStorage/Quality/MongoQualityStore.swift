import BSON
public import CallControl
public import CallSignaling
public import FoundationEssentials
public import Mongo

/// Reports in MongoDB: the time series `call_quality`, whose old ones the database removes by itself. MongoDB 5.0 or later.
///
/// `{ at, call: { church_id, call_id, member_id }, score, jitter_ms, … }`; `call` is the series' `metaField`.
public struct MongoQualityStore: QualityStore {
    private enum Field {
        static let at = "at"
        static let call = "call"
        static let church = "church_id"
        static let callID = "call_id"
        static let member = "member_id"
        static let score = "score"
        static let jitter = "jitter_ms"
        static let packetLoss = "packet_loss_percent"
        static let roundTrip = "round_trip_ms"
    }

    private static let alreadyExists: Int32 = 48

    private let database: MongoDatabase
    private let series: MongoCollection

    /// The store in `database`.
    public init(database: MongoDatabase) {
        self.database = database
        series = database.collection("call_quality").with(.primary)
    }

    /// Creates the series and the index by which a call's reports are found; sets how long they are kept.
    public func prepare() async throws {
        let name = BSONValue.string(series.namespace.collection)
        let retention = BSONValue.int64(Int64(QualityRetention.seconds))
        try await MongoFailure.translating { () throws(MongoError) in
            do throws(MongoError) {
                try await database.runCommand(
                    [
                        "create": name, "timeseries": ["timeField": "at", "metaField": "call", "granularity": "seconds"],
                        "expireAfterSeconds": retention,
                    ], on: .write)
            } catch {
                guard error.serverCode == Self.alreadyExists else { throw error }
                try await database.runCommand(["collMod": name, "expireAfterSeconds": retention], on: .write)
            }
            try await series.createIndexes([
                IndexModel(keys: ["\(Field.call).\(Field.church)": 1, "\(Field.call).\(Field.callID)": 1, Field.at: 1], name: "call")
            ])
        }
    }

    /// Keeps `records`; see the port. Not confirmed by a majority: they are news.
    public func add(_ records: [QualityRecord]) async throws {
        guard !records.isEmpty else { return }
        try await MongoFailure.translating { () throws(MongoError) in
            try await series.insert(records.map(Self.document), isOrdered: false)
        }
    }

    /// Each reporter's records in short; see the port.
    public func summaries(of call: CallKey, since start: Date) async throws -> [MemberID: QualitySummary] {
        let average = { (field: String) -> BSONValue in ["$avg": .string("$\(field)")] }
        let stages: [BSONDocument] = [
            [
                "$match": [
                    "\(Field.call).\(Field.church)": .string(call.churchID.rawValue),
                    "\(Field.call).\(Field.callID)": .string(call.callID.rawValue), Field.at: ["$gte": .date(start)],
                ]
            ],
            [
                "$group": [
                    "_id": .string("$\(Field.call).\(Field.member)"), "reports": ["$sum": 1], Field.score: average(Field.score),
                    "worst": ["$min": .string("$\(Field.score)")], Field.roundTrip: average(Field.roundTrip),
                    Field.jitter: average(Field.jitter), Field.packetLoss: average(Field.packetLoss),
                    "last": ["$max": .string("$\(Field.at)")],
                ]
            ],
        ]
        let found = try await MongoFailure.translating { () throws(MongoError) in try await series.aggregate(stages) }
        return found.reduce(into: [:]) { summaries, document in
            guard let member = document["_id"]?.string, let summary = Self.summary(document) else { return }
            summaries[MemberID(member)] = summary
        }
    }

    private static func document(of record: QualityRecord) -> BSONDocument {
        let report = record.report
        var document: BSONDocument = [
            Field.at: .date(record.at),
            Field.call: [
                Field.church: .string(record.call.churchID.rawValue), Field.callID: .string(record.call.callID.rawValue),
                Field.member: .string(record.member.rawValue),
            ],
            Field.score: .double(report.score), Field.jitter: .double(report.jitter), Field.packetLoss: .double(report.packetLoss),
            Field.roundTrip: .double(report.roundTrip),
        ]
        if let bandwidth = report.bandwidth { document.append(.double(bandwidth), for: "bandwidth_kbps") }
        if let frames = report.video?.framesPerSecond { document.append(.double(frames), for: "frames_per_second") }
        if let width = report.video?.width { document.append(.int64(Int64(width)), for: "frame_width") }
        if let height = report.video?.height { document.append(.int64(Int64(height)), for: "frame_height") }
        if let frozen = report.video?.frozen { document.append(.double(frozen), for: "frozen_percent") }
        return document
    }

    private static func summary(_ document: BSONDocument) -> QualitySummary? {
        guard let lastAt = document["last"]?.date else { return nil }
        var summary = QualitySummary(lastAt: lastAt)
        summary.reports = document["reports"]?.int ?? 0
        summary.averageScore = document[Field.score]?.double ?? 0
        summary.worstScore = document["worst"]?.double ?? 0
        summary.averageRoundTrip = document[Field.roundTrip]?.double ?? 0
        summary.averageJitter = document[Field.jitter]?.double ?? 0
        summary.averagePacketLoss = document[Field.packetLoss]?.double ?? 0
        return summary
    }
}
