import CallSignaling
import Synchronization

/// Waits until the broker has all repeats of one turn; then tells whose invites were among them.
final class RepeatReceipts: Sendable {
    private struct State {
        var open = 1
        var invited: Set<MemberID> = []
        var continuation: CheckedContinuation<Set<MemberID>, Never>?
    }

    private let state: Mutex<State>

    /// Receipts of a turn that is being sent; it counts as one until it is closed.
    init(_ continuation: CheckedContinuation<Set<MemberID>, Never>?) { state = Mutex(State(continuation: continuation)) }

    /// A message of `signal` goes out.
    func open(_ signal: Signal) {
        state.withLock { state in
            state.open += 1
            for case .incomingCall(_, let member) in signal.topics { state.invited.insert(member) }
        }
    }

    /// A message has arrived, or never will.
    func close() {
        let (continuation, invited) = state.withLock { state -> (CheckedContinuation<Set<MemberID>, Never>?, Set<MemberID>) in
            state.open -= 1
            guard state.open == 0 else { return (nil, []) }
            defer { state.continuation = nil }
            return (state.continuation, state.invited)
        }
        continuation?.resume(returning: invited)
    }
}
