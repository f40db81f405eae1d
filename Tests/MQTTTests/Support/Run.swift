import Foundation

/// Runs a program to its end; throws with its output when it fails.
@discardableResult
func run(_ program: String, _ arguments: String..., folder: URL? = nil) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw RunFailure(description: "\(program): \(text)") }
    return text
}

struct RunFailure: Error, CustomStringConvertible {
    let description: String
}
