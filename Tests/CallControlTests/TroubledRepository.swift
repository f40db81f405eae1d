import CallControl
import CallSignaling
import CallStorage
import Foundation
import Synchronization

/// One instance's way to a store that several share: it can be slow, silent or down, and counts.
final class TroubledRepository: StandInRepository {
    private struct State {
        var isDown = false
        var isPollSilent = false
        var writeDelay = Duration.zero
        var writing = 0
        var mostWriting = 0
        var lost = 0
        var polls = 0
    }

    let base: any CallRepository
    private let state = Mutex(State())
    private let onCommit: @Sendable (Commit) -> Void

    init(_ base: any CallRepository = MemoryCallRepository { _ in }, onCommit: @escaping @Sendable (Commit) -> Void) {
        self.base = base
        self.onCommit = onCommit
    }

    /// Most writes that were under way at once.
    var mostWriting: Int { state.withLock(\.mostWriting) }
    /// Compare-and-swaps that somebody else was faster than.
    var lost: Int { state.withLock(\.lost) }
    /// How often due calls were asked for.
    var polls: Int { state.withLock(\.polls) }

    func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }
    func setPollSilent(_ isSilent: Bool) { state.withLock { $0.isPollSilent = isSilent } }
    func setWriteDelay(_ delay: Duration) { state.withLock { $0.writeDelay = delay } }

    func insert(_ call: Call, outbox: [OutboxEntry]) async throws {
        try check()
        try await base.insert(call, outbox: outbox)
        onCommit(Commit(call: call, signals: outbox))
    }

    func replace(
        _ call: Call, expecting version: Int, knowing known: Call?, appending outbox: [OutboxEntry], after marks: [OutboxMark]
    ) async throws -> Bool {
        let delay = state.withLock { state in
            state.writing += 1
            state.mostWriting = max(state.mostWriting, state.writing)
            return state.writeDelay
        }
        defer { state.withLock { $0.writing -= 1 } }
        if delay > .zero { try await Task.sleep(for: delay) }
        try check()
        guard try await base.replace(call, expecting: version, knowing: known, appending: outbox, after: marks) else {
            state.withLock { $0.lost += 1 }
            return false
        }
        onCommit(Commit(call: call, signals: outbox, outbox: marks))
        return true
    }

    func dueCalls(by date: Date, limit: Int) async throws -> [Call] {
        let isSilent = state.withLock { state in
            state.polls += 1
            return state.isPollSilent
        }
        if isSilent { try await Task.sleep(for: .seconds(3_600)) }
        try check()
        return try await base.dueCalls(by: date, limit: limit)
    }

    private func check() throws {
        if state.withLock(\.isDown) { throw DependencyFailure(.database, reason: "down") }
    }
}
