public import CallControl
public import FoundationEssentials
import Synchronization

/// Errands in memory; one lock makes each method atomic. Lanes without errands are forgotten after `MongoErrandQueue.memory`, when something is claimed.
public final class MemoryErrandQueue: ErrandQueue {
    private struct LaneKey: Hashable {
        let kind: ErrandKind
        let lane: String
    }

    private struct Lane {
        var errands: [Errand] = []
        var lastSeq = Int.min
        var due = Date.distantFuture
        var attempts = 0
        var firstTriedAt: Date?
        var claim: String?
        /// When it was first seen without errands, since it last had or was offered any.
        var idleSince: Date?
    }

    private struct State {
        var lanes: [LaneKey: Lane] = [:]
        var tidiedAt = Date.distantPast

        /// Forgets lanes that were idle for long, at most once a minute.
        mutating func tidy(at now: Date) {
            guard now.timeIntervalSince(tidiedAt) >= 60 else { return }
            tidiedAt = now
            for (key, lane) in lanes where lane.errands.isEmpty {
                guard let idleSince = lane.idleSince else {
                    lanes[key]?.idleSince = now
                    continue
                }
                if now.timeIntervalSince(idleSince) >= Double(MongoErrandQueue.memory) { lanes[key] = nil }
            }
        }
    }

    private let state = Mutex(State())
    private let onAdd: @Sendable (Set<ErrandKind>) -> Void

    /// An empty queue that tells `onAdd` what is added.
    public init(onAdd: @escaping @Sendable (Set<ErrandKind>) -> Void = { _ in }) { self.onAdd = onAdd }

    /// Adds errands; see the port.
    public func add(_ errands: [Errand]) async throws {
        state.withLock { state in
            for errand in errands.sorted(by: { $0.seq < $1.seq }) {
                let key = LaneKey(kind: errand.kind, lane: errand.lane)
                var lane = state.lanes[key] ?? Lane()
                lane.idleSince = nil
                defer { state.lanes[key] = lane }
                guard errand.seq > lane.lastSeq else { continue }
                if lane.errands.isEmpty {
                    lane.due = errand.notBefore
                } else if errand.kind == .push, lane.claim == nil {
                    lane.due = min(lane.due, errand.notBefore)
                }
                lane.errands.append(errand)
                lane.lastSeq = errand.seq
            }
        }
        onAdd(Set(errands.map(\.kind)))
    }

    /// Claims what is due; see the port.
    public func claim(_ kind: ErrandKind, limit: Int, at now: Date, lease: Double) async throws -> [ClaimedErrand] {
        state.withLock { state in
            state.tidy(at: now)
            let due = state.lanes.filter { $0.key.kind == kind && $0.value.due <= now && !$0.value.errands.isEmpty }
            return due.sorted { $0.value.due < $1.value.due }.prefix(limit).compactMap { key, lane in
                guard let errand = lane.errands.first else { return nil }
                let claim = UUID().uuidString
                state.lanes[key]?.claim = claim
                state.lanes[key]?.due = now.addingTimeInterval(lease)
                state.lanes[key]?.attempts = lane.attempts + 1
                state.lanes[key]?.firstTriedAt = lane.firstTriedAt ?? now
                return ClaimedErrand(errand: errand, attempts: lane.attempts, firstTriedAt: lane.firstTriedAt ?? now, claim: claim)
            }
        }
    }

    /// Takes a claimed errand out; see the port.
    public func finish(_ claimed: ClaimedErrand, at now: Date) async throws {
        change(claimed) { lane in
            lane.errands.removeFirst()
            lane.attempts = 0
            lane.firstTriedAt = nil
            lane.due = lane.errands.first.map { max(now, $0.notBefore) } ?? .distantFuture
        }
    }

    /// Puts a claimed errand back; see the port.
    public func postpone(_ claimed: ClaimedErrand, until date: Date, isUntried: Bool) async throws {
        change(claimed) { lane in
            lane.due = date
            guard isUntried else { return }
            lane.attempts -= 1
            if lane.attempts == 0 { lane.firstTriedAt = nil }
        }
    }

    /// How many lanes have errands.
    public func waiting(_ kind: ErrandKind, limit: Int) async throws -> Int {
        min(limit, state.withLock { $0.lanes.count { $0.key.kind == kind && !$0.value.errands.isEmpty } })
    }

    /// Lanes that are remembered.
    var laneCount: Int { state.withLock(\.lanes.count) }

    /// Nothing to create.
    public func prepare() async throws {}

    private func change(_ claimed: ClaimedErrand, _ body: (inout Lane) -> Void) {
        state.withLock { state in
            let key = LaneKey(kind: claimed.errand.kind, lane: claimed.errand.lane)
            guard var lane = state.lanes[key], lane.claim == claimed.claim, !lane.errands.isEmpty else { return }
            lane.claim = nil
            body(&lane)
            state.lanes[key] = lane
        }
    }
}
