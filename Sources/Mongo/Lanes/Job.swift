import Synchronization

/// Work on its way through a lane: it waits, runs, and ends once. Whoever ends it first decides what the caller gets.
final class Job<Value: Sendable>: Expirable {
    typealias Outcome = Result<Value, MongoError>

    private enum State {
        case new
        case waiting(CheckedContinuation<Outcome, Never>)
        case running(CheckedContinuation<Outcome, Never>)
        case ended
    }

    private let state = Mutex<State>(.new)
    private let queue: LaneQueue
    private let kind: JobKind

    init(queue: LaneQueue, kind: JobKind) {
        self.queue = queue
        self.kind = kind
    }

    /// Takes a place in the queue. When `false`, the caller has been answered already: cancelled, or the queue is full.
    func enqueue(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
        let refusal: MongoError? = state.withLock { state in
            guard case .new = state else { return MongoError(.cancelled, "cancelled before it was queued") }
            guard queue.enter() else {
                state = .ended
                return MongoError(.queueFull, "too many operations wait for the database")
            }
            state = .waiting(continuation)
            return nil
        }
        if let refusal { continuation.resume(returning: .failure(refusal)) }
        return refusal == nil
    }

    /// Whether to run it now; `false` when it was cancelled or expired meanwhile.
    func start() -> Bool {
        state.withLock { state in
            guard case .waiting(let continuation) = state else { return false }
            queue.leave()
            state = .running(continuation)
            return true
        }
    }

    /// The work is done.
    func end(_ outcome: Outcome) {
        let continuation = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            guard case .running(let continuation) = state else { return nil }
            state = .ended
            return continuation
        }
        continuation?.resume(returning: outcome)
    }

    /// Drops it with `error` unless it runs or ended already.
    func drop(_ error: MongoError) {
        let continuation = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            switch state {
            case .new:
                state = .ended
                return nil
            case .waiting(let continuation):
                queue.leave()
                state = .ended
                return continuation
            case .running, .ended: return nil
            }
        }
        continuation?.resume(returning: .failure(error))
    }

    func expire() {
        drop(MongoError(.timeout, "no thread was free in time"))
        guard kind != .body else { return }
        end(.failure(MongoError(.timeout, "no answer in time", isUnknownWriteOutcome: kind == .write)))
    }
}
