public import Foundation

/// Runs a program to its end; throws with its output when it fails.
@discardableResult
public func run(_ program: String, _ arguments: String..., folder: URL? = nil) throws -> String {
    try run(program, arguments: arguments, folder: folder)
}

/// Runs a program to its end; throws with its output when it fails.
@discardableResult
public func run(_ program: String, arguments: [String], folder: URL? = nil) throws -> String {
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

/// A program that failed.
public struct RunFailure: Error, CustomStringConvertible {
    /// Its name and output.
    public let description: String
}
