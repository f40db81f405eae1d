import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport

/// The service as a process of its own, as operators run it.
struct TestService: Sendable {
    let process: ServerProcess
    let port: Int
    let environment: [String: String]

    /// The executable that `FAITHFLOW_SERVICE` names, else the one built beside the tests.
    static let executable: String = {
        if let path = ProcessInfo.processInfo.environment["FAITHFLOW_SERVICE"] { return path }
        let folder = Bundle.main.executableURL?.deletingLastPathComponent() ?? URL(filePath: ".")
        return folder.appending(path: "faithflow-calls").path
    }()

    /// So many start at once: each makes its collections and indexes, and all have one database server.
    private static let starting = Gate(limit: 4)

    /// Starts the service and waits until it is ready.
    static func start(_ environment: [String: String], port: Int? = nil) async throws -> TestService {
        try await starting.pass { try await startAtOnce(environment, port: port) }
    }

    private static func startAtOnce(_ environment: [String: String], port: Int?) async throws -> TestService {
        let port = try port ?? FreePort.next()
        let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-service-\(UUID().uuidString)")
        var variables = environment
        variables["HTTP_HOST"] = "127.0.0.1"
        variables["HTTP_PORT"] = "\(port)"
        let process = try ServerProcess([executable, "serve"], folder: folder, environment: variables)
        let service = TestService(process: process, port: port, environment: environment)
        try await process.awaitReady(within: 30) { await service.isReady() }
        return service
    }

    /// Starts it again after it was killed, on the same port.
    func restarted() async throws -> TestService { try await Self.start(environment, port: port) }

    /// Whether it answers and all it depends on is there.
    func isReady() async -> Bool {
        guard let answer = try? await send(.GET, "/readyz") else { return false }  // not up yet
        return answer.status == 200 && answer.body["status"]?.string == "ready"
    }

    /// An answer of the service.
    struct Answer: Sendable {
        let status: Int
        let body: JSONValue
        let contentType: String
        let headers: [String: String]
    }

    enum Method: String {
        case GET, POST, PATCH, PUT, DELETE, OPTIONS
    }

    /// Sends a request.
    func send(
        _ method: Method, _ path: String, token: String? = nil, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = .init(rawValue: method.rawValue)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body {
            if !headers.contains(where: { $0.0 == "Content-Type" }) { request.headers.add(name: "Content-Type", value: "application/json") }
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 4 << 20)
        let json = bytes.readableBytes == 0 ? JSONValue.null : (try? JSONValue(bytes.readableBytesView)) ?? .null  // judged by its type
        note(response, json, bytes)
        return Answer(
            status: Int(response.status.code), body: json, contentType: response.headers.first(name: "Content-Type") ?? "",
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $0 + ", " + $1 })
    }

    /// Gathers the answer, but for the tokens of media and broker and the secrets of webhooks, which are meant for whoever asked.
    private func note(_ response: HTTPClientResponse, _ json: JSONValue, _ bytes: ByteBuffer) {
        var body = String(buffer: bytes)
        for key in ["livekit_token", "token", "secret"] where response.status.code < 400 {
            if let token = json[key]?.string { body = body.replacing(token, with: "(the asker's)") }
        }
        SuiteOutput.note("\(response.status.code) \(response.headers) \(body)", in: "answers")
    }
}
