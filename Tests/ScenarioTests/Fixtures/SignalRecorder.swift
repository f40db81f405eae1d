import Foundation
import Synchronization

/// An independent witness: a `mosquitto_sub` that writes down all it receives.
final class SignalRecorder: Sendable {
    /// What was waited for did not come.
    struct NotReceived: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var messages: [ReceivedMessage] = []
        var waiters: [UUID: @Sendable ([ReceivedMessage]) -> Bool] = [:]
        var partial = Data()
    }

    private let state = Mutex(State())
    private let process: Mutex<Process>
    private let output = Pipe()

    /// Subscribes to `filters` with QoS 2 and returns once the broker has confirmed it.
    init(port: Int, filters: [String], clientID: String? = nil, credentials: [String] = []) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/mosquitto_sub")
        process.arguments =
            ["-h", "127.0.0.1", "-p", "\(port)", "-V", "5", "-q", "2", "-F", ReceivedMessage.format] + (clientID.map { ["-i", $0] } ?? [])
            + credentials + (filters + ["probe/\(port)/#"]).flatMap { ["-t", $0] }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        self.process = Mutex(process)
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in self?.read(handle.availableData) }
        try process.run()
        try await awaitSubscription(port: port)
    }

    deinit { stop() }

    /// Ends the subscription as a phone that loses its connection.
    func stop() {
        output.fileHandleForReading.readabilityHandler = nil
        process.withLock { if $0.isRunning { kill($0.processIdentifier, SIGKILL) } }
    }

    /// All received so far, in order.
    var messages: [ReceivedMessage] { state.withLock(\.messages) }

    /// All received of one call, in order.
    func messages(of callID: String) -> [ReceivedMessage] { messages.filter { $0.callID == callID } }

    /// Waits until whatever the broker had when this was called has arrived.
    func catchUp(port: Int) async throws {
        let probe = UUID().uuidString
        try await AppPublisher(port: port).publish(#"{"type":"probe","call_id":"\#(probe)"}"#, to: "probe/\(port)/\(probe)")
        try await wait("a probe") { $0.contains { $0.callID == probe } }
    }

    /// Waits until `condition` holds of all received so far.
    @discardableResult
    func wait(
        _ what: String, within seconds: Double = 20, until condition: @escaping @Sendable ([ReceivedMessage]) -> Bool
    ) async throws -> [ReceivedMessage] {
        let id = UUID()
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        state.withLock { state in
            if condition(state.messages) { return continuation.finish() }
            state.waiters[id] = { messages in
                guard condition(messages) else { return false }
                continuation.finish()
                return true
            }
        }
        let timer = Task {  // ends the wait when nothing else does
            try await Task.sleep(for: .seconds(seconds))
            continuation.finish()
        }
        for await _ in stream {}
        timer.cancel()
        return try state.withLock { state in
            state.waiters[id] = nil
            guard condition(state.messages) else {
                let seen = state.messages.suffix(40).map { "\($0.place) \($0.type) \($0.seq ?? 0) \($0.reason ?? "")" }
                throw NotReceived(description: "\(what) did not come within \(seconds) s; received:\n\(seen.joined(separator: "\n"))")
            }
            return state.messages
        }
    }

    private func read(_ data: Data) {
        state.withLock { state in
            state.partial += data
            while let end = state.partial.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: state.partial[state.partial.startIndex..<end], as: UTF8.self)
                state.partial = Data(state.partial[state.partial.index(after: end)...])
                if let message = ReceivedMessage(line: line) {
                    state.messages.append(message)
                    SignalLog.append(line: line, message)
                }
            }
            for (id, isDone) in state.waiters where isDone(state.messages) { state.waiters[id] = nil }
        }
    }

    /// Publishes probes until one comes back: then the subscription stands.
    private func awaitSubscription(port: Int) async throws {
        let probe = UUID().uuidString
        for _ in 0..<100 {
            try await AppPublisher(port: port).publish(#"{"type":"probe","call_id":"\#(probe)"}"#, to: "probe/\(port)/\(probe)")
            do {
                try await wait("a probe", within: 0.3) { $0.contains { $0.callID == probe } }
                state.withLock { $0.messages.removeAll { $0.type == "probe" } }
                return
            } catch is NotReceived { continue }
        }
        throw NotReceived(description: "mosquitto_sub did not subscribe")
    }
}
