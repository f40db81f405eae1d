import Foundation
import TestSupport

/// A witness for very many signals: its `mosquitto_sub` writes to a file that is read at the end, so that reading takes no time from what is measured.
final class SignalFile: Sendable {
    private let process: ServerProcess
    private let port: Int

    /// Subscribes to `filter` and returns once the broker has confirmed it.
    init(port: Int, filter: String) async throws {
        self.port = port
        let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-signals-\(UUID().uuidString)")
        process = try ServerProcess(
            [
                "/usr/bin/mosquitto_sub", "-h", "127.0.0.1", "-p", "\(port)", "-V", "5", "-q", "2", "-k", "3600", "-F",
                ReceivedMessage.format, "-t", filter, "-t", "probe/\(port)/#",
            ], folder: folder)
        try await catchUp()
    }

    /// Waits until whatever the broker had when this was called has arrived.
    func catchUp() async throws {
        let probe = UUID().uuidString
        for _ in 0..<600 {
            try await AppPublisher(port: port).publish(#"{"type":"probe","call_id":"\#(probe)"}"#, to: "probe/\(port)/\(probe)")
            try await letTimePass(until: Date().addingTimeInterval(0.05))
            if process.lastOutput.contains(probe) { return }
        }
        throw SignalRecorder.NotReceived(description: "a probe did not come within a minute")
    }

    /// All received so far, in order, but for probes.
    func messages() throws -> [ReceivedMessage] {
        let text = try String(contentsOf: process.log, encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            guard let message = ReceivedMessage(line: String(line)), message.type != "probe" else { return nil }
            SignalLog.append(line: String(line), message)
            return message
        }
    }

    /// Ends the subscription and removes the file.
    func stop() {
        process.stop()
        try? FileManager.default.removeItem(at: process.folder)  // what is left in the temporary folder does no harm
    }
}
