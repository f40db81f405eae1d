import CallControl
import Synchronization

/// A broker that writes down what it gets, and acknowledges at once, later, or never.
final class RecordingPublisher: SignalPublisher {
    enum Mode {
        case acknowledge, hold, fail
    }

    struct Refused: Error {}

    private struct State {
        var mode = Mode.acknowledge
        var isConnected = true
        var messages: [OutboundMessage] = []
        var accepted: [OutboundMessage] = []
        var held: [@Sendable (Result<Void, any Error>) -> Void] = []
    }

    private let state = Mutex(State())

    var isConnected: Bool { state.withLock(\.isConnected) }
    /// All that was handed over.
    var messages: [OutboundMessage] { state.withLock(\.messages) }
    /// What was not refused.
    var accepted: [OutboundMessage] { state.withLock(\.accepted) }

    func publish(_ message: OutboundMessage, completion: @escaping @Sendable (Result<Void, any Error>) -> Void) {
        let mode = state.withLock { state in
            state.messages.append(message)
            if state.mode != .fail { state.accepted.append(message) }
            if state.mode == .hold { state.held.append(completion) }
            return state.mode
        }
        switch mode {
        case .acknowledge: completion(.success(()))
        case .fail: completion(.failure(Refused()))
        case .hold: break
        }
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
