import CallSignaling
import Synchronization

/// Waits until the broker has all repeats of one turn; then tells whose invites were among them.
final class RepeatReceipts: Sendable {
    private struct State {
        var open = 1
        var invited: Set<MemberID> = []
        var continuation: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Receipts of a turn that is being sent; it counts as one until it is closed.
    init() {}

    /// Whose invites the broker has by now; nobody's when the task is cancelled first.
    var invited: Set<MemberID> {
        get async {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isDone = state.withLock { state in
                        guard state.open > 0 else { return true }
                        state.continuation = continuation
                        return false
                    }
                    if isDone || Task.isCancelled { finish() }
                    if isDone { continuation.resume() }
                }
            } onCancel: {
                finish()
            }
            return Task.isCancelled ? [] : state.withLock(\.invited)
        }
    }

    /// A message of `signal` goes out.
    func open(_ signal: Signal) {
        state.withLock { state in
            state.open += 1
            for case .incomingCall(_, let member) in signal.topics { state.invited.insert(member) }
        }
    }

    /// A message has arrived, or never will.
    func close() {
        let isLast = state.withLock { state in
            state.open -= 1
            return state.open == 0
        }
        if isLast { finish() }
    }

    private func finish() {
        let continuation = state.withLock { state in
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume()
    }
}
