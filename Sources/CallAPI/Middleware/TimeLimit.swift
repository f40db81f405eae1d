import DequeModule
import Synchronization

/// Something took longer than it may.
struct TimeLimitExceeded: Error, Equatable {}

/// One time limit for many pieces of work: whoever waits for one is answered in time, whatever it does.
///
/// Concurrency: safe to use from anywhere. All have the same limit, so they are due in the order they came; one task wakes up for the first that is
/// still at work, and there is none while nothing is. A timer for each would cost more than most of the work.
final class TimeLimit: Sendable {
    private struct Entry {
        let deadline: ContinuousClock.Instant
        let race: any Expirable
    }

    private struct State {
        var entries: Deque<Entry> = []
        var isWatched = false
    }

    /// How long each piece may take.
    let limit: Duration
    private let state = Mutex(State())

    /// A limit of so long for each piece.
    init(_ limit: Duration) { self.limit = limit }

    /// What `work` returns or throws; throws `TimeLimitExceeded` when it has done neither in time. It is cancelled then, as it is along with the
    /// caller's task, and not waited for.
    func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let race = Race<Value>()
        // Unstructured: a task group would wait for work that does not heed its cancellation.
        let worker = Task {
            do {
                race.end(.success(try await work()))
            } catch {
                race.end(.failure(error))
            }
        }
        defer { worker.cancel() }
        watch(race)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { race.wait($0) }
        } onCancel: {
            race.end(.failure(CancellationError()))
        }
    }

    private func watch(_ race: any Expirable) {
        let isFirst = state.withLock { state in
            state.entries.append(Entry(deadline: .now + limit, race: race))
            defer { state.isWatched = true }
            return !state.isWatched
        }
        // For all, so that none of them can cancel it; ends when nothing is at work.
        if isFirst { Task { while let next = expire() { try await Task.sleep(until: next, clock: .continuous) } } }
    }

    /// Ends what is due; when the next is, or nil.
    private func expire() -> ContinuousClock.Instant? {
        let (due, next) = state.withLock { state in
            let now = ContinuousClock.now
            var due: [any Expirable] = []
            while let first = state.entries.first, first.race.isOver || first.deadline <= now {
                if let entry = state.entries.popFirst() { due.append(entry.race) }
            }
            state.isWatched = !state.entries.isEmpty
            return (due, state.entries.first?.deadline)
        }
        for race in due { race.expire() }
        return next
    }
}

/// Work that can run out of time.
private protocol Expirable: AnyObject, Sendable {
    /// Whether it has ended.
    var isOver: Bool { get }
    /// Ends it, unless it has.
    func expire()
}

/// The first end counts.
private final class Race<Value: Sendable>: Expirable {
    private enum State {
        case open
        case waiting(CheckedContinuation<Value, any Error>)
        case ended(Result<Value, any Error>)
        case over
    }

    private let state = Mutex(State.open)

    var isOver: Bool {
        state.withLock { state in
            switch state {
            case .open, .waiting: false
            case .ended, .over: true
            }
        }
    }

    func expire() { end(.failure(TimeLimitExceeded())) }

    func end(_ result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .open:
                state = .ended(result)
                return nil
            case .waiting(let continuation):
                state = .over
                return continuation
            case .ended, .over: return nil
            }
        }
        waiting?.resume(with: result)
    }

    func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let result = state.withLock { state -> Result<Value, any Error>? in
            if case .ended(let result) = state {
                state = .over
                return result
            }
            state = .waiting(continuation)
            return nil
        }
        if let result { continuation.resume(with: result) }
    }
}
