import Foundation

/// A real coTURN on a free port of 127.0.0.1, with a folder of its own. Ends with the test process at the latest.
public final class TestTURNServer: Sendable {
    private static let program = "/usr/bin/turnserver"
    private static let client = "/usr/bin/turnutils_uclient"
    private static let tries = 5

    /// Port for UDP and TCP.
    public let port: Int
    private let process: ServerProcess

    /// Whether coTURN is installed; in CI it must be, so that tests fail there instead of being skipped.
    public static var isAvailable: Bool {
        FileManager.default.isExecutableFile(atPath: program) || ProcessInfo.processInfo.environment["CI"] != nil
    }

    private init(port: Int, process: ServerProcess) {
        self.port = port
        self.process = process
    }

    /// Starts a server that takes passwords made with `secret`, and relays to this machine.
    public static func start(secret: String) async throws -> TestTURNServer {
        var failure: any Error = ServerProcess.StartFailure(description: "never tried")
        for _ in 0..<tries {
            let port = try FreePort.next()
            let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-turn-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appending(path: "turnserver.conf")
            _ = FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
            try Data(configuration(port, secret, folder).utf8).write(to: file)
            let process = try ServerProcess([program, "-c", "turnserver.conf"], folder: folder)
            do {
                try await process.awaitReady { FreePort.isListening(port) }
                return TestTURNServer(port: port, process: process)
            } catch {
                process.stop()
                failure = error
            }
        }
        throw failure
    }

    /// Has coTURN's own client allocate relays as `userName`, and send packets from one to the other. How many came through; nil where it is not let in.
    ///
    /// The client takes some seconds, so a thread of its own waits for it: those of the tests' tasks are few.
    public func relayedPackets(as userName: String, _ password: String) async throws -> Int? {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try self.allocate(userName, password) }) }
        }
    }

    private func allocate(_ userName: String, _ password: String) throws -> Int? {
        let said: String
        do {
            said = try run(
                Self.client, arguments: ["-p", "\(port)", "-u", userName, "-w", password, "-y", "-n", "2", "-m", "1", "127.0.0.1"])
        } catch let failure as RunFailure {
            guard failure.description.contains("Cannot complete Allocation") else { throw failure }
            return nil
        }
        let counts = said.matches(of: /tot_recv_msgs=(\d+)/).compactMap { Int($0.1) }
        return counts.max() ?? 0
    }

    /// Kills the server.
    public func stop() { process.stop() }

    private static func configuration(_ port: Int, _ secret: String, _ folder: URL) -> String {
        """
        listening-ip=127.0.0.1
        relay-ip=127.0.0.1
        listening-port=\(port)
        realm=faithflow
        use-auth-secret
        static-auth-secret=\(secret)
        no-tls
        no-dtls
        no-cli
        allow-loopback-peers
        userdb=\(folder.path)/turndb
        pidfile=\(folder.path)/turnserver.pid
        log-file=stdout

        """
    }
}
