import CallControl
import CallSignaling
import Foundation
import MQTT
import Synchronization

/// Signals as they arrive, for pairs that wait for them.
final class SignalArrivals: Sendable {
    /// A signal did not come.
    struct Missing: Error {}

    private struct Key: Hashable {
        let call: CallID
        let type: SignalType
    }

    private struct State {
        var arrived: [Key: Double] = [:]
        var waiting: [Key: CheckedContinuation<Double, any Error>] = [:]
    }

    private let state = Mutex(State())

    /// Takes note of a message; the first of each type and call counts.
    func receive(_ message: MQTTMessage) {
        guard let payload = try? SignalJSON.decode(message.payload) else { return }  // apps may publish anything
        let key = Key(call: payload.callID, type: payload.body.type)
        let now = Date().timeIntervalSince1970
        state.withLock { (state: inout State) -> CheckedContinuation<Double, any Error>? in
            guard state.arrived[key] == nil else { return nil }
            state.arrived[key] = now
            return state.waiting.removeValue(forKey: key)
        }?.resume(returning: now)
    }

    /// When the signal arrived, seconds since 1970; waits for it at most ten seconds.
    func time(of type: SignalType, _ call: CallID) async throws -> Double {
        let key = Key(call: call, type: type)
        let limit = Task {  // ends the wait when nothing else does
            try await Task.sleep(for: .seconds(10))
            state.withLock { $0.waiting.removeValue(forKey: key) }?.resume(throwing: Missing())
        }
        defer { limit.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            let time = state.withLock { state in
                if state.arrived[key] == nil { state.waiting[key] = continuation }
                return state.arrived[key]
            }
            if let time { continuation.resume(returning: time) }
        }
    }

    /// Forgets a call that is done.
    func forget(_ call: CallID) {
        state.withLock { state in
            for type in SignalType.allCases { state.arrived[Key(call: call, type: type)] = nil }
        }
    }
}
