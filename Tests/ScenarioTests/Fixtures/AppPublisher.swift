import Foundation

/// Publishes as an app does, with Debian's `mosquitto_pub`.
struct AppPublisher {
    struct Failure: Error {
        let status: Int32
    }

    let port: Int

    func publish(_ payload: String, to topic: String, qos: Int = 1) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/mosquitto_pub")
        process.arguments = ["-h", "127.0.0.1", "-p", "\(port)", "-q", "\(qos)", "-t", topic, "-m", payload]
        process.standardError = FileHandle.nullDevice
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        guard status == 0 else { throw Failure(status: status) }
    }
}
