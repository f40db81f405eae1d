import ArgumentParser
import Foundation

/// Reads a process's CPU time (proc(5), `stat`, fields utime and stime).
struct ProcessMeter {
    let name: String
    private let pid: Int

    /// A meter from `NAME=PID`.
    init(argument: String) throws {
        let parts = argument.split(separator: "=")
        guard parts.count == 2, let pid = Int(parts[1]) else { throw ValidationError("--process is NAME=PID, not \(argument)") }
        name = String(parts[0])
        self.pid = pid
    }

    /// User and system time spent so far, all threads, in seconds.
    func cpuSeconds() throws -> Double {
        let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw ValidationError("/proc/\(pid)/stat cannot be read")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
