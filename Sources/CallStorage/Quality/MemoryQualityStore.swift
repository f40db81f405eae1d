public import CallControl
public import CallSignaling
public import FoundationEssentials
import Synchronization

/// Reports in memory, for tests and for trying the service out: the last so many of them, a week long. One lock makes every method atomic.
public final class MemoryQualityStore: QualityStore {
    private let limit: Int
    private let clock: any CallClock
    private let stored = Mutex<[QualityRecord]>([])

    /// An empty store, for at most about `limit` reports.
    public init(limit: Int = 10_000, clock: any CallClock = SystemClock()) {
        self.limit = limit
        self.clock = clock
    }

    /// Nothing is to be made ready.
    public func prepare() async throws {}

    /// Keeps `records`; see the port.
    public func add(_ records: [QualityRecord]) async throws {
        let oldest = clock.now().addingTimeInterval(-Double(QualityRetention.seconds))
        stored.withLock { stored in
            stored += records
            stored.removeAll { $0.at < oldest }
            if stored.count > limit { stored.removeFirst(stored.count - limit) }
        }
    }

    /// Each reporter's records in short; see the port.
    public func summaries(of call: CallKey, since start: Date) async throws -> [MemberID: QualitySummary] {
        let oldest = max(start, clock.now().addingTimeInterval(-Double(QualityRetention.seconds)))
        let records = stored.withLock { $0.filter { $0.call == call && $0.at >= oldest } }
        return Dictionary(grouping: records, by: \.member).compactMapValues(Self.summary)
    }

    private static func summary(_ records: [QualityRecord]) -> QualitySummary? {
        guard let lastAt = records.map(\.at).max(), let worst = records.map(\.report.score).min() else { return nil }
        let average = { (figure: (QualityReport) -> Double) in records.reduce(0) { $0 + figure($1.report) } / Double(records.count) }
        var summary = QualitySummary(lastAt: lastAt)
        summary.reports = records.count
        summary.averageScore = average(\.score)
        summary.worstScore = worst
        summary.averageRoundTrip = average(\.roundTrip)
        summary.averageJitter = average(\.jitter)
        summary.averagePacketLoss = average(\.packetLoss)
        return summary
    }
}
