public import CallControl
import CallSignaling
public import FoundationEssentials
import Synchronization

extension MemoryCallRepository: FollowUpLedger {
    /// Those of these calls that have not been followed up.
    public func unfollowed(of keys: [CallKey]) async throws -> [FollowUp] {
        state.withLock { state in keys.compactMap { state.unfollowed($0) } }
    }

    /// Calls whose last change, from before `date`, has not been followed up.
    public func unfollowed(since date: Date, limit: Int) async throws -> [FollowUp] {
        let all = state.withLock { state in state.calls { _ in true }.compactMap { state.unfollowed($0.key) } }
        let old = all.map { ($0.events.first?.at ?? $0.call.initiatedAt, $0) }.filter { $0.0 <= date }
        return old.sorted { $0.0 < $1.0 }.prefix(max(1, limit)).map(\.1)
    }

    /// Notes how far calls have been followed up.
    public func noteFollowed(_ done: [FollowUp]) async throws {
        state.withLock { state in
            for followUp in done { state.noteFollowed(followUp) }
        }
    }
}
