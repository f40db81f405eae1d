import CallControl
import CallSignaling
import Synchronization

/// What a repository told its observer, in order.
final class CommitLog: Sendable {
    private struct State {
        var commits: [Commit] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var commits: [Commit] { state.withLock { $0.commits } }

    @Sendable func append(_ commit: Commit) {
        let ready = state.withLock { state in
            state.commits.append(commit)
            let count = state.commits.count
            defer { state.waiters.removeAll { $0.count <= count } }
            return state.waiters.filter { $0.count <= count }
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Returns once there are `count` commits.
    func reach(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.commits.count < count { state.waiters.append((count, continuation)) }
                return state.commits.count >= count
            }
            if isReached { continuation.resume() }
        }
    }

    /// Each call's versions in the order they were told.
    var versions: [CallID: [Int]] {
        commits.reduce(into: [:]) { versions, commit in versions[commit.call.id, default: []].append(commit.call.version) }
    }
}
