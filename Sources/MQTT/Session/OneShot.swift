import NIOConcurrencyHelpers

/// A value that is delivered once, to at most one waiting task. Delivering again does nothing, so that an answer and a
/// cancellation may race.
final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case waiting(CheckedContinuation<Value, Never>)
        case delivered(Value)
    }

    private let state = NIOLockedValueBox(State.empty)

    /// Whether a value was delivered.
    var isDelivered: Bool {
        state.withLockedValue { if case .delivered = $0 { true } else { false } }
    }

    /// Delivers `value` unless one was delivered before.
    func deliver(_ value: Value) {
        let waiter = state.withLockedValue { state -> CheckedContinuation<Value, Never>? in
            switch state {
            case .empty:
                state = .delivered(value)
                return nil
            case .waiting(let continuation):
                state = .delivered(value)
                return continuation
            case .delivered:
                return nil
            }
        }
        waiter?.resume(returning: value)
    }

    /// Waits for the value; a cancelled task gets `onCancel`, which then counts as delivered. For one task only.
    func value(onCancel: Value) async -> Value {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLockedValue { state -> Value? in
                    if case .delivered(let value) = state { return value }
                    state = .waiting(continuation)
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            deliver(onCancel)
        }
    }
}
