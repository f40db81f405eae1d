import NIOConcurrencyHelpers

/// The client's connection state and those who watch it. Only the driver writes, so watchers see changes in order.
final class StateBoard: Sendable {
    private struct State {
        var current = ConnectionState.idle
        var watchers: [Int: AsyncStream<ConnectionState>.Continuation] = [:]
        var nextWatcher = 0
        var closeWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// States a slow watcher may fall behind before it misses the oldest.
    private static let bufferLimit = 64
    private let state = NIOLockedValueBox(State())

    var current: ConnectionState { state.withLockedValue { $0.current } }

    /// A stream that begins with the current state and ends after `closed`.
    func watch() -> AsyncStream<ConnectionState> {
        let (stream, continuation) = AsyncStream.makeStream(of: ConnectionState.self, bufferingPolicy: .bufferingNewest(Self.bufferLimit))
        let (number, current) = state.withLockedValue { state in
            defer { state.nextWatcher += 1 }
            state.watchers[state.nextWatcher] = continuation
            // Yielded under the lock so that the driver's next state cannot overtake it; nothing runs in here.
            continuation.yield(state.current)
            return (state.nextWatcher, state.current)
        }
        continuation.onTermination = { [weak self] _ in self?.removeWatcher(number) }
        if current == .closed { continuation.finish() }
        return stream
    }

    /// Returns once the state is `closed`; does not heed cancellation.
    func waitUntilClosed() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLockedValue { state in
                if state.current != .closed { state.closeWaiters.append(continuation) }
                return state.current == .closed
            }
            if isClosed { continuation.resume() }
        }
    }

    func show(_ new: ConnectionState) {
        let (watchers, waiters) = state.withLockedValue {
            state -> ([AsyncStream<ConnectionState>.Continuation], [CheckedContinuation<Void, Never>]) in
            state.current = new
            guard new == .closed else { return (Array(state.watchers.values), []) }
            defer { state.closeWaiters.removeAll() }
            return (Array(state.watchers.values), state.closeWaiters)
        }
        for watcher in watchers {
            watcher.yield(new)
            if new == .closed { watcher.finish() }
        }
        for waiter in waiters { waiter.resume() }
    }

    private func removeWatcher(_ number: Int) {
        _ = state.withLockedValue { $0.watchers.removeValue(forKey: number) }
    }
}
