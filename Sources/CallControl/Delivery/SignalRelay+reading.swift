import CallSignaling
import FoundationEssentials
import Synchronization

/// Where the sweep stands.
struct RelaySweep {
    var last: PendingSignals?
    var isSecondLook = false
}

extension SignalRelay {
    /// Reads all that is ours if track of it was lost, then the calls that are behind.
    func catchUp() async throws {
        if let ticket = state.withLock({ $0.startReading() }) {
            do {
                try await readPages()
                state.withLock { $0.finishReading(ticket) }
            } catch {
                state.withLock { $0.finishReading(nil) }
                throw error
            }
        }
        let now = clock.now()
        let keys = state.withLock { $0.keysBehind(at: now, limit: Self.pageSize) }
        guard !keys.isEmpty else { return }
        let pending = try await repository.pendingSignals(of: Array(keys.keys))
        let hindered = Set(pending.filter { $0.unhindered.count < $0.entries.count }.map(\.key))
        for signals in pending { publish(signals) }
        state.withLock { state in
            for (key, changes) in keys { state.finishReading(key, changes: changes, isHindered: hindered.contains(key), at: now) }
        }
    }

    private func readPages() async throws {
        var last: PendingSignals?
        while true {
            let page = try await repository.pendingSignals(beyond: last, limit: Self.pageSize)
            for signals in page {
                publish(signals)
                if signals.unhindered.count < signals.entries.count { read(signals.key) }
            }
            guard page.count == Self.pageSize, let next = page.last else { return }
            last = next
            while !state.withLock(\.hasRoom) { try await clock.sleep(until: clock.now().addingTimeInterval(0.02)) }
        }
    }

    /// Looks at a page of ours in the store, twice, then at the next: whatever is unknown for two looks was stored by a write whose outcome nobody
    /// heard of.
    func sweep(_ sweep: inout RelaySweep) async throws {
        let page = try await repository.pendingSignals(beyond: sweep.last, limit: Self.pageSize)
        let uncertain = uncertain.keys
        state.withLock { $0.suspect(page, except: uncertain) }
        sweep.isSecondLook.toggle()
        if !sweep.isSecondLook { sweep.last = page.count == Self.pageSize ? page.last : nil }
    }
}
