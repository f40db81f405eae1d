import AsyncHTTPClient
public import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// The double of LiveKit's server (`Tests/LiveKitDouble`) on a free port of 127.0.0.1. Ends with the test process at the latest.
public final class TestLiveKit: Sendable {
    /// Names the secret.
    public static let apiKey = "APIdouble"
    /// What tokens and webhooks are signed with.
    public static let apiSecret = "livekit-double-secret-livekit-double"
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    private static let python = root.appending(path: ".cache/checks/bin/python").path
    private static let tries = 5

    /// Where its API is.
    public let port: Int
    private let process: ServerProcess

    /// Whether there is what it runs on; in CI there must be, so that tests fail there instead of being skipped.
    public static var isAvailable: Bool {
        FileManager.default.isExecutableFile(atPath: python) || ProcessInfo.processInfo.environment["CI"] != nil
    }

    private init(port: Int, process: ServerProcess) {
        self.port = port
        self.process = process
    }

    /// Starts it; on `port` where it is to be another one's successor.
    public static func start(port wanted: Int? = nil) async throws -> TestLiveKit {
        var failure: any Error = ServerProcess.StartFailure(description: "never tried")
        for _ in 0..<(wanted == nil ? tries : 1) {
            let port = try wanted ?? FreePort.next()
            let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-livekit-\(UUID().uuidString)")
            let process = try ServerProcess(
                [python, root.appending(path: "Tests/LiveKitDouble").path, "\(port)"], folder: folder,
                environment: ["LIVEKIT_API_KEY": apiKey, "LIVEKIT_API_SECRET": apiSecret])
            do {
                try await process.awaitReady { FreePort.isListening(port) }
                return TestLiveKit(port: port, process: process)
            } catch {
                process.stop()
                failure = error
            }
        }
        throw failure
    }

    /// Its address.
    public var address: String { "http://127.0.0.1:\(port)" }

    /// Kills it.
    public func stop() { process.stop() }

    /// Tells it something, or asks it; `about` is a JSON object. Throws `Refusal` with what it said where it would not.
    @discardableResult
    public func tell(_ command: String, _ about: [String: any Sendable] = [:]) async throws -> Data {
        var request = HTTPClientRequest(url: "\(address)/control/\(command)")
        request.method = .POST
        request.headers = ["Content-Type": "application/json"]
        request.body = .bytes(ByteBuffer(data: try JSONSerialization.data(withJSONObject: about)))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let data = Data(buffer: try await response.body.collect(upTo: 32 << 20))
        guard response.status == .ok else { throw Refusal(description: String(decoding: data, as: UTF8.self)) }
        return data
    }

    /// It would not.
    public struct Refusal: Error, CustomStringConvertible {
        /// What it said.
        public let description: String

        /// A refusal.
        public init(description: String) { self.description = description }
    }
}
