import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport

/// A receiver of webhooks: `Tests/WebhookReceiver`, a process of its own, which verifies with a library that is none of ours.
struct WebhookReceiver: Sendable {
    /// What it got.
    struct Message: Sendable {
        let json: JSONValue
        var path: String { json["path"]?.string ?? "" }
        var id: String { json["headers"]?["webhook-id"]?.string ?? "" }
        var status: Int { json["status"]?.int ?? 0 }
        var isVerified: Bool { json["is_verified"]?.bool == true }
        /// Whether it is as `docs/openapi.yaml` has it.
        var isValid: Bool { json["is_valid"]?.bool == true }
        var isTaken: Bool { (200...299).contains(status) }
        var body: JSONValue { json["body"] ?? .null }
        var type: String { body["type"]?.string ?? "" }
        var callID: String { body["call"]?["call_id"]?.string ?? "" }
    }

    private static let root: URL = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root
    }()

    let port: Int
    private let process: ServerProcess
    private let log: URL

    /// Starts one; again at the same port and with the same log after `stop`.
    static func start(after earlier: WebhookReceiver? = nil, tls pair: [URL] = []) async throws -> WebhookReceiver {
        let port = try earlier?.port ?? FreePort.next()
        let temporary = FileManager.default.temporaryDirectory
        let log = earlier?.log ?? temporary.appending(path: "faithflow-hooks-\(UUID().uuidString).jsonl")
        let process = try ServerProcess(
            [
                root.appending(path: ".cache/checks/bin/python").path, root.appending(path: "Tests/WebhookReceiver/receiver.py").path,
                "\(port)", log.path,
            ] + pair.map(\.path), folder: temporary.appending(path: "faithflow-receiver-\(UUID().uuidString)"))
        try await process.awaitReady { FreePort.isListening(port) }
        return WebhookReceiver(port: port, process: process, log: log)
    }

    /// The address of an endpoint of it.
    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Kills it.
    func stop() { process.stop() }

    /// Sets how the endpoint at `path` behaves.
    func set(_ path: String, _ fields: [String: JSONValue]) async throws {
        var request = HTTPClientRequest(url: url("/control\(path)"))
        request.method = .POST
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(JSONValue.object(fields))))
        _ = try await HTTPClient.shared.execute(request, timeout: .seconds(30)).body.collect(upTo: 1_024)
    }

    /// What came to `path` so far.
    func messages(_ path: String) throws -> [Message] {
        let text = try String(contentsOf: log, encoding: .utf8)
        let whole = text.lastIndex(of: "\n").map { text[..<$0] } ?? ""  // the line after it is being written
        return try whole.split(separator: "\n").map { Message(json: try JSONValue(Array($0.utf8))) }.filter { $0.path == path }
    }

    /// What came to `path`, as soon as `isEnough` says so.
    @discardableResult
    func wait(_ path: String, _ isEnough: ([Message]) -> Bool) async throws -> [Message] {
        while true {
            let messages = try messages(path)
            if isEnough(messages) { return messages }
            try await letTimePass(until: Date() + 0.02)
        }
    }
}
