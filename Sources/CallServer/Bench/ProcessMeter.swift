import ArgumentParser
import Foundation

/// What a process used while it was measured.
struct ProcessUse: Sendable, Encodable {
    /// Its name in the report.
    let name: String
    /// User and system time, all threads, in seconds.
    var cpuSeconds: Double
    /// Resident memory at the end, bytes.
    var residentBytes: Int

    private enum CodingKeys: String, CodingKey {
        case name
        case cpuSeconds = "cpu_seconds"
        case residentBytes = "resident_bytes"
    }
}

/// Reads what a process uses (proc_pid_stat(5), fields utime, stime and rss).
struct ProcessMeter: Sendable {
    let name: String
    private let pid: Int

    /// A meter from `NAME=PID`.
    init(argument: String) throws {
        let parts = argument.split(separator: "=")
        guard parts.count == 2, let pid = Int(parts[1]) else { throw ValidationError("--process is NAME=PID, not \(argument)") }
        name = String(parts[0])
        self.pid = pid
    }

    /// A meter of this process.
    init(own name: String) {
        self.name = name
        pid = Int(getpid())
    }

    /// Used since the process began.
    func read() throws -> ProcessUse {
        let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]), let pages = Int(fields[21]) else {
            throw ValidationError("/proc/\(pid)/stat cannot be read")
        }
        return ProcessUse(
            name: name, cpuSeconds: (user + system) / Double(sysconf(Int32(_SC_CLK_TCK))),
            residentBytes: pages * sysconf(Int32(_SC_PAGESIZE)))
    }
}
