import CallControl
import Synchronization

/// A broker that writes down what it gets, and acknowledges at once, later, or never.
final class RecordingPublisher: SignalPublisher {
    enum Mode {
        case acknowledge, hold, refuse, cutOff
    }

    private struct State {
        var mode = Mode.acknowledge
        var isConnected = true
        var messages: [OutboundMessage] = []
        var accepted: [OutboundMessage] = []
        var held: [@Sendable (Result<Void, PublishFailure>) -> Void] = []
    }

    private let state = Mutex(State())

    var isConnected: Bool { state.withLock(\.isConnected) }
    /// All that was handed over.
    var messages: [OutboundMessage] { state.withLock(\.messages) }
    /// What was not refused.
    var accepted: [OutboundMessage] { state.withLock(\.accepted) }

    func publish(_ message: OutboundMessage, completion: @escaping @Sendable (Result<Void, PublishFailure>) -> Void) {
        let mode = state.withLock { state in
            state.messages.append(message)
            if state.mode == .acknowledge || state.mode == .hold { state.accepted.append(message) }
            if state.mode == .hold { state.held.append(completion) }
            return state.mode
        }
        switch mode {
        case .acknowledge: completion(.success(()))
        case .refuse: completion(.failure(.refused("not allowed")))
        case .cutOff: completion(.failure(.cutOff("gone")))
        case .hold: break
        }
    }

    /// Cuts off what was held back, and goes away.
    func hangUp() {
        let held = state.withLock { state in
            defer { state.held = [] }
            state.isConnected = false
            return state.held
        }
        for completion in held { completion(.failure(.cutOff("gone"))) }
    }

    func setConnected(_ isConnected: Bool) { state.withLock { $0.isConnected = isConnected } }

    func set(_ mode: Mode) { state.withLock { $0.mode = mode } }

    /// Acknowledges what was held back.
    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for completion in held { completion(.success(())) }
    }
}
