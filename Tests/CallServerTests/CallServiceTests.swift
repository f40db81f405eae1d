import Foundation
import FoundationNetworking
import Logging
import ServiceLifecycle
import Testing

@testable import CallServer

/// The service put together: without a database, and with a broker that is away.
@Suite struct CallServiceTests {
    /// Hummingbird keeps its request ids in the metadata, so a handler that drops them will not do.
    private let logger = Logger(label: "test", factory: { label in JSONLogHandler(label: label) { _ in } })

    private func fetch(
        _ path: String, of port: Int, body: String? = nil, as member: String? = nil
    ) async throws -> (status: Int, json: JSONValue) {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
        if let member { request.setValue(try await bearer(member), forHTTPHeaderField: "Authorization") }
        if let body {
            request.httpMethod = "POST"
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        return (try #require(response as? HTTPURLResponse).statusCode, try JSONDecoder().decode(JSONValue.self, from: data))
    }

    @Test func brokerThatIsAwayDegradesButDoesNotStop() async throws {
        try await withService { port in
            let ready = try await fetch("/readyz", of: port)
            #expect(ready.status == 200)
            #expect(ready.json["status"]?.text == "degraded")
            #expect(ready.json["dependencies"]?["broker"]?["status"]?.text == "down")
            #expect(ready.json["dependencies"]?["database"]?["status"]?.text == "up")
            let created = try await fetch("/api/calls", of: port, body: #"{"callee_ids":["bob"],"call_type":"voice"}"#, as: "alice")
            #expect((200..<300).contains(created.status))
            #expect(created.json["livekit_token"]?.text == "")
            let active = try await fetch("/api/calls/active", of: port, as: "bob")
            #expect(active.json["call_id"] == created.json["call_id"])
        }
    }

    @Test func mediaTokensComeWhereLiveKitIsConfigured() async throws {
        let media = ["LIVEKIT_URL": "wss://lk", "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "secret"]
        try await withService(media) { port in
            let created = try await fetch("/api/calls", of: port, body: #"{"callee_ids":["bob"],"call_type":"video"}"#, as: "alice")
            #expect(created.json["livekit_url"]?.text == "wss://lk")
            #expect(created.json["livekit_token"]?.text?.split(separator: ".").count == 3)
        }
    }

    @Test func strangersAreTurnedAway() async throws {
        try await withService { port in
            let answer = try await fetch("/api/calls/active", of: port)
            #expect(answer.status == 401)
        }
    }

    @Test func portInUseIsAFailureToStart() async throws {
        try await withService { port in
            let second = try await CallService.build(try serviceSettings(["HTTP_PORT": String(port)]), logger: logger)
            let failure = await #expect(throws: (any Error).self) { try await second.group().run() }
            let told = StartFailure(try #require(failure), http: try serviceSettings(["HTTP_PORT": String(port)]).http)
            #expect(told.description.contains("is in use"))
        }
    }

    @Test func malformedDatabaseAddressIsAFailureToStart() async throws {
        let configuration = try configuration(["MONGO_URL": "mongodb://user:pa55@:::/"])
        let failure = await #expect(throws: (any Error).self) { try await CallService.build(configuration, logger: logger) }
        #expect(!"\(try #require(failure))".contains("pa55"))
    }
}
