public import Foundation

/// A real mosquitto on free ports of 127.0.0.1, with a folder of its own. Ends with the test process at the latest.
public final class TestMosquitto: Sendable {
    private static let program = "/usr/sbin/mosquitto"
    private static let tries = 5

    /// Port of the plain (or, by `listener` options, TLS) listener.
    public let port: Int
    /// Port of the websockets listener; any path will do.
    public let websocketPort: Int
    /// Folder with its configuration, log and, if configured, persistence.
    public let folder: URL
    private let running: Guarded<ServerProcess>

    /// Whether mosquitto is installed; in CI it must be, so that tests fail there instead of being skipped.
    public static var isAvailable: Bool {
        FileManager.default.isExecutableFile(atPath: program) || ProcessInfo.processInfo.environment["CI"] != nil
    }

    private init(port: Int, websocketPort: Int, folder: URL, process: ServerProcess) {
        self.port = port
        self.websocketPort = websocketPort
        self.folder = folder
        running = Guarded(process)
    }

    /// The server's process, for signals and its log.
    public var process: ServerProcess { running.withLock { $0 } }

    /// Starts a broker and waits until it accepts connections.
    ///
    /// `extra` is global configuration (`persistence true`, `acl_file …`); anonymous clients are let in unless it says otherwise.
    /// `listener` belongs to the first listener (`certfile …`). `files` are written to the broker's working folder first.
    public static func start(
        configuration extra: String = "", port: Int? = nil, listener: String = "", files: [String: String] = [:]
    ) async throws -> TestMosquitto {
        var failure: any Error = ServerProcess.StartFailure(description: "never tried")
        for _ in 0..<(port == nil ? tries : 1) {
            let ports = (try port ?? FreePort.next(), try FreePort.next())
            let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-mosquitto-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            do {
                for (name, content) in files { try Data(content.utf8).write(to: folder.appending(path: name)) }
                let text = configuration(extra, ports.0, ports.1, listener)
                try Data(text.utf8).write(to: folder.appending(path: "mosquitto.conf"))
                let process = try await launch(in: folder, ports.0, ports.1)
                return TestMosquitto(port: ports.0, websocketPort: ports.1, folder: folder, process: process)
            } catch {
                failure = error
                try? FileManager.default.removeItem(at: folder)  // what is left in the temporary folder does no harm
            }
        }
        throw failure
    }

    /// Kills the broker at once.
    public func stop() { process.stop() }

    /// Ends the broker unless it is stopped, and starts it again on the same ports in the same folder. `SIGTERM` lets it save its
    /// persistence first.
    public func restart(_ signal: Int32 = 9) async throws {
        process.stop(signal)
        let process = try await Self.launch(in: folder, port, websocketPort)
        running.withLock { $0 = process }
    }

    /// Kills the broker and removes its folder.
    public func remove() {
        stop()
        try? FileManager.default.removeItem(at: folder)  // what is left in the temporary folder does no harm
    }

    private static func launch(in folder: URL, _ port: Int, _ websocketPort: Int) async throws -> ServerProcess {
        let process = try ServerProcess([program, "-c", "mosquitto.conf"], folder: folder)
        do {
            try await process.awaitReady { FreePort.isListening(port) && FreePort.isListening(websocketPort) }
            return process
        } catch {
            process.stop()
            throw error
        }
    }

    private static func configuration(_ extra: String, _ port: Int, _ websocketPort: Int, _ listener: String) -> String {
        """
        user root
        \(extra.contains("allow_anonymous") ? "" : "allow_anonymous true")
        \(extra)
        listener \(port) 127.0.0.1
        \(listener)
        listener \(websocketPort) 127.0.0.1
        protocol websockets

        """
    }
}
