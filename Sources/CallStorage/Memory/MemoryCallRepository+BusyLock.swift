public import CallControl
public import CallSignaling
import Synchronization

extension MemoryCallRepository: BusyLock {
    /// Live calls by id.
    public func liveHolds(beyond last: CallID?, limit: Int) async throws -> HoldPage {
        page(limit: limit) { call in call.endedAt == nil && (last.map { $0.rawValue < call.id.rawValue } ?? true) }
    }

    /// Calls that have an end and hold the lock or a deadline all the same.
    public func staleHolds(limit: Int) async throws -> HoldPage {
        page(limit: limit) { $0.endedAt != nil && ($0.deadline != nil || !$0.engaged.isEmpty) }
    }

    /// None: the lock is a dictionary.
    public func doubleHolds(limit: Int) async throws -> [DoubleHold] { [] }

    /// Intact: it cannot be taken away.
    public func mendLock() async throws -> LockCondition { .intact }

    private func page(limit: Int, where isWanted: (Call) -> Bool) -> HoldPage {
        let holds = state.withLock { state in
            state.calls(where: isWanted).sorted { $0.id.rawValue < $1.id.rawValue }.prefix(max(1, limit)).map { state.hold($0) }
        }
        return HoldPage(holds: holds, last: holds.count < limit ? nil : holds.last?.call.id)
    }
}
