import Dispatch
public import Foundation
import Synchronization

/// A real `mongod` for tests, on a free port of 127.0.0.1 and with a folder of its own. It dies with the test process at the latest.
///
/// The program is found in `$MONGOD`, then in `PATH`, then in `.cache/` folders under the repository's root.
public final class TestMongod: Sendable {
    /// The port it listens on; the same after a restart.
    public let port: Int
    /// Whether it is a replica set of one.
    public let isReplicaSet: Bool
    private let folder: URL
    private let current: Mutex<ServerProcess>

    private static let setName = "rs0"

    /// Whether there is a `mongod` to run.
    public static var isAvailable: Bool { executable != nil }

    /// One server for the whole test process, a replica set of one. Started by whoever asks first.
    public static func shared() async throws -> TestMongod { try await sharedStart.value }

    // Unstructured because no test owns it: all wait for the same start.
    private static let sharedStart = Task { try await TestMongod.start(replicaSet: true) }

    /// Starts a server and waits until it takes writes.
    public static func start(replicaSet: Bool = false, port: Int? = nil) async throws -> TestMongod {
        guard let executable else { throw ServerProcess.StartFailure(description: "no mongod: set MONGOD or install it") }
        removeLeftovers()
        var attempt = 1
        while true {
            do {
                let server = try TestMongod(executable, replicaSet: replicaSet, port: try port ?? FreePort.next())
                do {
                    try await server.awaitPrimary(isNew: true)
                    return server
                } catch {
                    server.stop()
                    throw error
                }
            } catch {
                // Another process may have taken the port.
                guard port == nil, attempt < 3 else { throw error }
                attempt += 1
            }
        }
    }

    private init(_ executable: String, replicaSet: Bool, port: Int) throws {
        self.port = port
        isReplicaSet = replicaSet
        folder = Self.parent.appending(path: "\(Self.prefix)\(ProcessInfo.processInfo.processIdentifier)-\(port)")
        current = Mutex(try ServerProcess(Self.command(executable, replicaSet: replicaSet, port: port, folder: folder), folder: folder))
    }

    /// The connection string.
    public var uri: String { "mongodb://127.0.0.1:\(port)/" + (isReplicaSet ? "?replicaSet=\(Self.setName)" : "") }

    /// The running process: for signals.
    public var process: ServerProcess { current.withLock { $0 } }

    /// Ends the server with `signal` if it runs, starts it again on the same port and data, and waits until it takes writes.
    public func restart(_ signal: Int32 = SIGKILL) async throws {
        guard let executable = Self.executable else { return }
        let old = process
        try await Self.blocking { old.stop(signal) }
        let next = try ServerProcess(
            Self.command(executable, replicaSet: isReplicaSet, port: port, folder: folder), folder: folder)
        current.withLock { $0 = next }
        try await awaitPrimary(isNew: false)
    }

    /// Ends the server for good and removes its data.
    public func stop() {
        process.stop()
        try? FileManager.default.removeItem(at: folder)  // left behind it is removed by a later run
    }

    /// Hands `body` the connection string and a database name of its own; the database is dropped in the end.
    public func withDatabase<R>(_ body: (_ uri: String, _ name: String) async throws -> R) async throws -> R {
        let name = "t_" + UUID().uuidString.replacing("-", with: "").lowercased()
        do {
            let result = try await body(uri, name)
            try await drop(name)
            return result
        } catch {
            try? await drop(name)  // the body's error says more, and may have killed the server
            throw error
        }
    }

    private func drop(_ name: String) async throws {
        let probe = MongoProbe(port: port)
        try await Self.blocking { _ = try probe.run([("dropDatabase", .int(1))], database: name) }
    }

    /// Runs what blocks on a thread where it holds up no other test.
    private static func blocking(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
        }
    }

    private func awaitPrimary(isNew: Bool) async throws {
        let probe = MongoProbe(port: port)
        try await process.awaitReady { FreePort.isListening(port) }
        if isReplicaSet && isNew {
            let member: [(String, MongoProbe.Value)] = [("_id", .int(0)), ("host", .text("127.0.0.1:\(port)"))]
            let configuration: [(String, MongoProbe.Value)] = [("_id", .text(Self.setName)), ("members", .array([.document(member)]))]
            try await Self.blocking { _ = try probe.run([("replSetInitiate", .document(configuration))]) }
        }
        try await process.awaitReady { try probe.isPrimary() }
    }
}

extension TestMongod {
    private static let prefix = "faithflow-mongod-"
    private static var parent: URL { FileManager.default.temporaryDirectory }

    private static let executable: String? = {
        let environment = ProcessInfo.processInfo.environment
        let inPath = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/mongod" }
        let candidates = [environment["MONGOD"]].compactMap(\.self) + inPath
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? cached
    }()

    private static var cached: String? {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let files = FileManager.default.enumerator(atPath: root.appending(path: ".cache").path)
        while let file = files?.nextObject() as? String {
            let path = root.appending(path: ".cache/\(file)").path
            if file.split(separator: "/").last == "mongod", FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        return nil
    }

    private static func command(_ executable: String, replicaSet: Bool, port: Int, folder: URL) throws -> [String] {
        let data = folder.appending(path: "data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        let set = replicaSet ? ["--replSet", setName, "--oplogSize", "64"] : []
        return [
            executable, "--dbpath", data.path, "--port", "\(port)", "--bind_ip", "127.0.0.1", "--nounixsocket", "--quiet",
            "--slowms", "60000", "--wiredTigerCacheSizeGB", "0.25", "--setParameter", "diagnosticDataCollectionEnabled=false",
        ] + set
    }

    /// Removes the folders of test processes that are gone.
    private static func removeLeftovers() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []  // nothing to tidy then
        for name in names where name.hasPrefix(prefix) {
            guard let owner = Int32(name.dropFirst(prefix.count).prefix { $0 != "-" }), kill(owner, 0) != 0, errno == ESRCH else {
                continue
            }
            try? FileManager.default.removeItem(at: parent.appending(path: name))  // another process may be doing the same
        }
    }
}
