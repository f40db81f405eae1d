import Foundation

/// Standard output and error, line by line and unbuffered, so that a reader of a pipe sees each line at once.
enum StandardStream {
    case output, error

    /// Writes a line. Throws when nobody reads any more.
    func write(_ line: String) throws { try handle.write(contentsOf: Data((line + "\n").utf8)) }

    /// Writes a line; false when nobody reads any more, or there is no room for it.
    func isTaken(_ line: String) -> Bool { (try? write(line)) != nil }  // the reason is of no use to who has gone

    /// Writes a line, or nothing when nobody reads any more.
    func print(_ line: String) {
        try? write(line)  // there is no other place to tell of it
    }

    /// Whether it is a terminal.
    var isTerminal: Bool { isatty(handle.fileDescriptor) == 1 }

    private var handle: FileHandle {
        switch self {
        case .output: .standardOutput
        case .error: .standardError
        }
    }
}
