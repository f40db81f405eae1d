import CallSignaling
import CallStorage
import Foundation
import Logging
import Synchronization
import Testing

@testable import CallControl

/// Reports are written down later, many at a time, and never held in memory without bounds.
@Suite struct QualityRecorderTests {
    private static let call = CallKey(ChurchID("grace"), CallID("0c4f1c2e-8a5b-4c3d-9e2f-112233445566"))
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func record(_ number: Int) -> QualityRecord {
        let report = QualityReport(jitter: Double(number), packetLoss: 0, roundTrip: 0)
        return QualityRecord(call: call, member: MemberID("ann"), at: Date(timeIntervalSince1970: Double(number)), report: report)
    }

    @Test func whatCameIsWrittenTogether() async throws {
        let (store, clock) = (WatchedStore(), ManualClock())
        let recorder = QualityRecorder(store: store, clock: clock, logger: Self.logger)
        let task = Task { try await recorder.run() }  // ends with the test
        defer { task.cancel() }
        for number in 0..<5 { recorder.note(Self.record(number)) }
        #expect(store.batches.isEmpty)
        while store.batches.isEmpty { await clock.advance(by: 1) }
        #expect(store.batches == [5])
        #expect(store.preparations == 1)
        recorder.note(Self.record(5))
        while store.batches.count < 2 { await clock.advance(by: 1) }
        #expect(store.batches == [5, 1])
        #expect(store.preparations == 1)
    }

    @Test func aStoreThatIsAwayLosesNothingThatThereIsRoomFor() async throws {
        let store = WatchedStore()
        let recorder = QualityRecorder(store: store, clock: ManualClock(), logger: Self.logger)
        recorder.note(Self.record(0))
        try await recorder.flush()
        store.fail(true)
        for number in 1..<2_500 { recorder.note(Self.record(number)) }
        await #expect(throws: DependencyFailure.self) { try await recorder.flush() }
        recorder.note(Self.record(2_500))
        store.fail(false)
        try await recorder.flush()
        #expect(store.batches == [1, 1_000, 1_000, 500])
        #expect(store.figures == (0...2_500).map(Double.init), "in their order")
        #expect(recorder.lost == 0)
    }

    @Test func theOldestGoWhenTooManyWait() async throws {
        let store = WatchedStore()
        let recorder = QualityRecorder(store: store, clock: ManualClock(), logger: Self.logger)
        for number in 0..<(QualityRecorder.limit + 7) { recorder.note(Self.record(number)) }
        #expect(recorder.lost == 7)
        store.fail(true)
        await #expect(throws: DependencyFailure.self) { try await recorder.flush() }
        store.fail(false)
        try await recorder.flush()
        #expect(store.figures.count == QualityRecorder.limit)
        #expect(store.figures.first == 7)
    }

    @Test func whatWaitsAtTheEndIsWritten() async throws {
        let (store, clock) = (WatchedStore(), ManualClock())
        let recorder = QualityRecorder(store: store, clock: clock, logger: Self.logger)
        let task = Task { try await recorder.run() }
        recorder.note(Self.record(1))
        task.cancel()
        try await task.value
        #expect(store.figures == [1])
    }

    @Test func aFailingStoreIsAskedMoreAndMoreRarely() async throws {
        let (store, clock) = (WatchedStore(), ManualClock())
        store.fail(true)
        let recorder = QualityRecorder(store: store, clock: clock, logger: Self.logger)
        recorder.note(Self.record(1))
        let task = Task { try await recorder.run() }  // ends with the test
        defer { task.cancel() }
        while store.attempts == 0 { await clock.advance(by: 1) }
        await clock.advance(by: 60)
        #expect((2...7).contains(store.attempts), "\(store.attempts)")
        store.fail(false)
        while store.figures.isEmpty { await clock.advance(by: 1) }
        #expect(store.figures == [1])
    }
}

/// A store that remembers what came, and can be away.
private final class WatchedStore: QualityStore {
    private struct State {
        var batches: [Int] = []
        var figures: [Double] = []
        var preparations = 0
        var attempts = 0
        var isAway = false
    }

    private let state = Mutex(State())

    var batches: [Int] { state.withLock(\.batches) }
    var figures: [Double] { state.withLock(\.figures) }
    var preparations: Int { state.withLock(\.preparations) }
    var attempts: Int { state.withLock(\.attempts) }
    func fail(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    func prepare() async throws {
        try state.withLock { state in
            state.attempts += 1
            if state.isAway { throw DependencyFailure(.database, reason: "away") }
            state.preparations += 1
        }
    }

    func add(_ records: [QualityRecord]) async throws {
        try state.withLock { state in
            if state.isAway { throw DependencyFailure(.database, reason: "away") }
            state.batches.append(records.count)
            state.figures += records.map(\.report.jitter)
        }
    }

    func summaries(of call: CallKey, since start: Date) async throws -> [MemberID: QualitySummary] { [:] }
}
