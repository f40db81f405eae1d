public import Foundation

/// A server that a test started: a child process that ends with the test process, however that ends.
///
/// The child runs under a small shell that waits on its standard input, a pipe this process holds: when this process
/// dies the pipe closes and the shell kills the child. Output goes to `log`, for messages of failed starts, and is gathered by `SuiteOutput`.
public final class ServerProcess: Sendable {
    /// Why a server did not start.
    public struct StartFailure: Error, CustomStringConvertible {
        /// What was run, and the end of what it printed.
        public let description: String
    }

    /// File that holds all the server printed.
    public let log: URL
    /// Folder of this server alone; removed when it stops for good.
    public let folder: URL
    private let process: Guarded<Process>
    private let lifeline: Pipe
    private let childPID: Guarded<Int32?>

    /// A background job's own standard input is /dev/null, hence descriptor 3. The watching job must end with the server, for
    /// Foundation takes a process to run as long as any descendant holds the socket it was started with.
    private static let watcher = """
        exec 3<&0
        "$@" </dev/null 3<&- & child=$!
        echo $child > "$PID_FILE.new"; mv "$PID_FILE.new" "$PID_FILE"
        (read -r _ <&3; kill -9 $child 2>/dev/null) & watch=$!
        exec 3<&-
        wait $child
        status=$?
        kill -9 $watch 2>/dev/null
        exit $status
        """

    /// Starts `command` with `folder` as its working folder. `isTold` says that it prints a secret, as it should: then its output is not gathered.
    public init(_ command: [String], folder: URL, environment: [String: String] = [:], isTold: Bool = false) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        SuiteOutput.register(environment)
        let log = (isTold ? nil : SuiteOutput.log(of: folder)) ?? folder.appending(path: "output.log")
        let pidFile = folder.appending(path: "pid")
        try? FileManager.default.removeItem(at: pidFile)  // absent on a first start
        if !FileManager.default.fileExists(atPath: log.path) { _ = FileManager.default.createFile(atPath: log.path, contents: nil) }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let process = Process()
        let lifeline = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", Self.watcher, "sh"] + command
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }.merging(["PID_FILE": pidFile.path]) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = lifeline
        process.standardOutput = output
        process.standardError = output
        try Self.withoutBlockedSignals { try process.run() }
        self.log = log
        self.folder = folder
        self.process = Guarded(process)
        self.lifeline = lifeline
        self.childPID = Guarded(nil)
    }

    /// Threads of the concurrency runtime block signals, children inherit that, and the server would never see `SIGTERM`.
    private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    /// Process id of the server itself, once known.
    public var pid: Int32? {
        childPID.withLock { known in
            if known == nil, let text = try? String(contentsOf: folder.appending(path: "pid"), encoding: .utf8) {  // not yet written
                known = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            return known
        }
    }

    /// Whether the server still runs.
    public var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Waits until the server has ended by itself, at most `seconds`, and returns its exit status, 128 + n after signal n; nil if it still runs.
    public func exitStatus(within seconds: Double) async throws -> Int32? {
        let limit = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < limit {
            if !isRunning { return process.withLock { $0.terminationStatus } }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }

    /// Memory of the server that is resident now, bytes; 0 when it has ended.
    public var residentBytes: Int {
        guard let pid, let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return 0 }  // ended
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }

    /// The end of what the server printed.
    public var lastOutput: String {
        guard let data = try? Data(contentsOf: log) else { return "" }  // nothing printed
        return String(decoding: data.suffix(2_000), as: UTF8.self)
    }

    /// Sends `signal` to the server (`SIGKILL`, `SIGCONT`, …).
    public func send(_ signal: Int32) {
        if let pid { kill(pid, signal) }
    }

    /// Stops the server's threads (`SIGSTOP`) and waits until they stand still: until then it may answer one more request. `SIGCONT` resumes it.
    public func pause() {
        while pid == nil, isRunning { usleep(1_000) }  // the shell writes it first thing
        send(SIGSTOP)
        while isRunning, !threadStates.allSatisfy({ $0 == "T" }) { usleep(500) }
    }

    /// State letter of each thread, as `proc_pid_stat(5)` has it after the name in parentheses.
    private var threadStates: [Character] {
        guard let pid, let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task") else { return [] }  // ended
        return threads.compactMap { thread in
            let line = try? String(contentsOfFile: "/proc/\(pid)/task/\(thread)/stat", encoding: .utf8)  // that thread ended
            return line?.split(separator: ")").last?.dropFirst().first
        }
    }

    /// Kills the server and waits until it is gone. `SIGTERM` first leaves it the chance to write its data.
    public func stop(_ signal: Int32 = SIGKILL) {
        while pid == nil, isRunning { usleep(1_000) }  // the shell writes it first thing
        send(signal)
        process.withLock { $0.waitUntilExit() }
        try? lifeline.fileHandleForWriting.close()  // closed twice when stopped twice
    }

    /// Polls `isReady` until it is true; throws with the server's output when it ended or `seconds` passed.
    public func awaitReady(within seconds: Double = 20, _ isReady: () async throws -> Bool) async throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < limit, isRunning {
            if try await isReady() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw StartFailure(description: "not ready within \(seconds) s: \(lastOutput)")
    }
}
