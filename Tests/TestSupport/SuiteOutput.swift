import Foundation

/// What the programs of the tests put out, and the secrets they were given: gathered so that `scripts/test` can look for the ones in the other.
///
/// Each of the two is off unless its variable is set: `FAITHFLOW_OUTPUT`, a folder, and `FAITHFLOW_SECRETS`, a file. Safe to use from anywhere.
public enum SuiteOutput {
    private static let folder = ProcessInfo.processInfo.environment["FAITHFLOW_OUTPUT"].map {
        URL(filePath: $0, directoryHint: .isDirectory)
    }
    private static let secrets = ProcessInfo.processInfo.environment["FAITHFLOW_SECRETS"]
    private static let files = Guarded<[String: FileHandle]>([:])
    private static let known = Guarded<Set<String>>([])

    /// Where a program with this folder of its own is to write to; nil where nothing is gathered.
    static func log(of program: URL) -> URL? { folder?.appending(path: "\(program.lastPathComponent).log") }

    /// Adds a line to the file `name` of what is gathered.
    public static func note(_ line: @autoclosure () -> String, in name: String) {
        guard let folder else { return }
        append(line(), to: folder.appending(path: name).path)
    }

    /// Takes note that `value` is a secret.
    public static func register(_ value: String, as name: String) {
        guard let secrets, !value.contains("\n"), known.withLock({ $0.insert(value).inserted }) else { return }
        append("\(name)\t\(value)", to: secrets)
    }

    /// Takes note of what in a program's environment is a secret, by its name.
    static func register(_ environment: [String: String]) {
        for (name, value) in environment where name.contains("SECRET") || name.hasSuffix("PASSWORD") {
            for part in value.split(separator: ",") { register(String(part), as: name) }
        }
    }

    private static func append(_ line: String, to path: String) {
        files.withLock { files in
            if files[path] == nil {
                let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
                guard descriptor >= 0 else { return }
                files[path] = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            }
            files[path]?.write(Data("\(line)\n".utf8))
        }
    }
}
